"""`gov`: other public bodies that were asked to act or do act (guide §5.2, §14.2)."""

import re

from .events import Body

GOV = Body(
    flag="gov",
    threat="assoc",
    acts=r"(?:包案|领导|签批|批(?:了|给)|接访|接待了?|转(?:办)?单)",
    # Everyday names: the union that insured its members, the committee where people meet, the police who took
    # a report (guide §14.2). Only an official step makes them an outside body at work on the case.
    casual=re.compile(
        r"工会|总工会|村委会?|居委会?|社区(?:居委会|网格)?|派出所|公安(?:局|分局|机关|厅|部)?|民警|警察|"
        r"刑警(?:队|大队)?|经侦(?:大队|支队|总队)?|"
        r"刑侦(?:大队|支队)?|消防(?:队|大队|救援)?|民政局|民政所|教育局|教体局|医保局|卫健委|交通局|"
        r"农业(?:农村)?局|街道(?:办|办事处)?|团委|检察(?:院|机关)|"
        r"(?:人力资源和?社会保障|人社)(?:局|所|厅)|劳动局|政府(?:部门|办公室|机关|办|那边)?|(?:市|县|区|"
        r"省|镇|乡)(?:人民)?政府|司法(?:所|局)|住建局|应急(?:管理)?局|财政局"
    ),
    casual_acts=(
        r"(?:来函|发函|函(?:告|询|请|件|至|转|,|。)|来人|派(?:了)?(?:人|员|两)|督办|督促|约谈|介入|"
        r"转(?:办|来|给你|给贵|交|送)|要求(?:你|贵|公司|说明|限)|责令|"
        r"(?:已经?)?(?:受理)?(?:职工|群众)?求助|(?:到|去|来)(?:了)?(?:你们|贵司|公司|营业厅)|调取|"
        r"调查(?!费)|来(?:了)?电话(?:问|要|催|过问)|找(?:我)?(?:问|了解)|上门(?:调查|了解)|传唤你|过问)"
    ),
)
