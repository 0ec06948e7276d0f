"""Texts about another body's affairs: a developer, a school, a ward, a road (guide §2 out_of_scope, §5.1 他案).

The crowd, the reporter and the petition in such a text are real, but no insurer is complained of. A text is set
aside only if it never speaks of insurance or to a company and names several things of another field: a real case
must not lose its flag, so whatever could be ours counts as ours.
"""

import re

from .lexicon import any_of

# Insurance that is nobody's policy here: social security, someone who has none.
_SOCIAL = re.compile(
    r"(?:工伤|失业|生育|社会|失地农民|城乡居民)(?:社会|养老|医疗)?保险|[五六三]险|劳保|(?:医疗|[校园]方)责任险?|责任保险|"
    r"(?:没有?|未|不)(?:给)?(?:我们?)?(?:交|缴|买|上|有)过?(?:任何|什么)?(?:社保|保险)|保险(?:兜底|丝|柜|杠|箱|起见)|全险"
)
_OURS = re.compile(
    any_of(
        r"保[单單]|投保|[续續]保|理[赔賠]|退保|保[费費]|保[额額]|保全|业务员|代理人|营销员|核保|[满滿]期|现金?价值?|受益人|"
        r"查勘|定损|拒[赔賠]|[赔賠](?:付|款)|分红|年金|承保|参保|生存金|复效|犹豫期|人寿|产险|财险|那(?:份|张)单|×+保险",
        r"[车寿险重意医财团]险|(?:养老|医疗)保险|保险(?:公司|合同|金|的|卡|证|单|业)|险(?:种|企)|保險|保證|补充养老|"
        r"[\u4e00-\u9fff]{2}险(?![些峻情峰区滩])|(?:保|发)(?:一|两)年",
        # Spoken to a company, or sent on to one.
        r"你们|您们|恁|妳們|你們|你哋|(?:贵|你|您|我|本)(?:公司|司)|(?:贵|你)单位|贵方|客[户戶]|[支分总]公司|柜[台面员]|"
        r"坐席|客服(?:人员|(?=[说讲回打]))|营业(?:部|厅|网点)|营销服务部|(?<=[,。;:!?\s要求请由和跟找的])公司",
        r"转(?:办|来|送|交)|工单|来函|函(?:请|告|转)",
    )
)
_BARE = re.compile(r"保险")
_FIELDS = re.compile(
    any_of(
        r"开发商|业主|物业|楼盘|交房|售楼|房产证|拆[迁违除]|征[地用]|违建|宅基地|土地|耕地|承包地|村务|租金|租客|商铺|装修|电梯|"
        r"学校|幼儿园|学[位区]|教师|老师|班主任|家长|教育局|校服|培训班|驾校|招[考生]|考生|录取|编制",
        r"化工厂|污染|排污|噪音|油烟|环保|环卫|垃圾|臭味|城管|城投|住建|水务|路政|供暖|暖气|自来水|燃气|停[水电]|电费|"
        r"路灯|修路|马路|井盖|红绿灯|绿化|广场舞|公交|出租车|网约车|停车|摆摊|罚单",
        r"快递|驿站|外卖|网购|直播间|店家|商家|店里|美容|健身|办卡|旅行社|景区|门票|冰箱|空调|维修|延保|话费|宽带|催收|信用卡|"
        r"集资|传销|返利|会员费",
        r"工资|欠薪|工程款|包工头|农民工|劳动(?:合同|监察|仲裁)|人社|社保局|公积金|低保|改制|下岗|工龄|退休职工|"
        r"护士|急诊|卫生院|医务科|院方|科室|医患",
    )
)
_ENOUGH = 2
_PER_BARE = 3  # a passing 保险 is outweighed by so many more words of the other field


# The sender says so: a paper sent to the wrong door.
_MISSENT = re.compile(r"错转|误转|误派|错派|误投")
_UNRELATED = re.compile(r"退件|退回|与[贵本我](?:单位|公司|司)[^,。;]{0,4}(?:无关|无涉|不相干)")


def missent(text: str) -> bool:
    """Whether an office or a colleague writes that the paper came to the wrong body."""
    return _MISSENT.search(text) is not None and _UNRELATED.search(text) is not None


def may_be_ours(text: str) -> bool:
    """Whether the text speaks of insurance beyond social security, or to a company."""
    return _OURS.search(_SOCIAL.sub("", text)) is not None


def others_affair(text: str) -> bool:
    """Whether the text plainly concerns another body than an insurer."""
    if may_be_ours(text):
        return False
    plain = _SOCIAL.sub("", text)
    fields = {found.group() for found in _FIELDS.finditer(plain)}
    return len(fields) >= _ENOUGH + _PER_BARE * len(_BARE.findall(plain))
