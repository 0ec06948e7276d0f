"""Minimal pairs: the same words, one of them told as a fact of this case, the other not (guide §5.1, §11)."""

import pytest

from .rows import FACT, NEITHER, THREAT, check

PAIRS = [
    ("regulator", "监管把你们经理叫去了", "监管的规定你们经理懂吗", NEITHER),
    ("regulator", "接到12378电话,要我司三日内答复", "没接到过12378电话", NEITHER),
    ("regulator", "儿子替我在金管局的网上填了一张表", "金管局的网上能查到这款产品", NEITHER),
    ("regulator", "材料走了挂号,寄给监管局了", "材料备好了,还没寄给监管局", THREAT),
    ("gov", "由信访局转送的联名件", "由着你们拖,我就打12345", THREAT),
    ("gov", "接到区信访局来函", "收到贵司告知后工会贴在墙上", NEITHER),
    ("gov", "巡察组有个意见箱,我塞了一封,有人打电话来问情况", "巡察组有个意见箱,我没去塞", NEITHER),
    ("media", "这事已经上新闻了", "你们别想上新闻", NEITHER),
    ("media", "记者加了我微信,发了采访提纲", "记者采访的是隔壁那家公司", NEITHER),
    ("media", "晚报的记者带着摄像来我家了", "我在电视台打的广告上看到你们", NEITHER),
    ("industry_assoc", "我在保险行业协会签的字,协议写三十天给钱", "你们请了行业调解中心的老师来,我又没申请", NEITHER),
    ("consumer_assoc", "抄送:市消保委", "再没人回,下一封抄送人就有消保委", THREAT),
    ("petition", "就在你们大厅椅子上眯了一宿", "我一晚上没睡着", NEITHER),
    ("petition", "一中巴人坐满了,在你们总部楼下站到下午", "我要到你们总部坐着", THREAT),
    ("petition", "我们拉了布条在你们楼前", "那帮拉布条的跟我没关系", NEITHER),
    ("regulator", "家属向12378投诉,要求复核", "没人管我就找12378", THREAT),
    ("regulator", "我打了12378,说你们的事", "前年为了别家的车险打过12378", NEITHER),
    ("regulator", "12378上的投诉我点了提交", "12378上的投诉我都写好了,还没点提交", THREAT),
    ("gov", "昨天12345回访我,问你们退了没有", "昨天12345回访我,问的是路灯,跟你们没关系", NEITHER),
    ("gov", "我到卫生局递了投诉信,收下了", "我到卫生局开了一张销号的证明", NEITHER),
    ("media", "电视台来录像了,拍了我的伤", "电视台来录像了,录的是晚会,不是冲着你们", NEITHER),
    ("media", "晚报的记者来采访,昨天见报了", "晚报的记者要来采访,我婉谢了", NEITHER),
    ("consumer_assoc", "我向消协提出了申请", "如我向消协提出申请,你们认不认", THREAT),
    ("group10", "每人自己签的字,到昨晚是二十一行", "业务员代签的字,单子上有二十一行", NEITHER),
    ("group10", "今天跟我来的还有十一个老姐妹", "今天排在我前面的还有十一个人", NEITHER),
    ("group10", "我和另外十二个工友,一块儿来讨说法", "我带着十二个人的施工队投了团险,就我没赔", NEITHER),
    ("safety", "他把自己关在车里,两桶油,说跟你们同归于尽", "我没说要同归于尽", NEITHER),
    ("safety", "药我都买好了,抽屉里头呢", "药我都吃了,病还没好", NEITHER),
    ("safety", "真活不下去了", "笑不活了", NEITHER),
    ("safety", "我人就站在护栏外头,往下一步的事", "车蹭到护栏,人站在护栏边等交警,请派查勘", NEITHER),
    ("safety", "我在江边坐着,跳下去就清静了", "我在江边散步接到你们的电话", NEITHER),
    ("safety", "我提一桶汽油到你们大厅来", "来回跑了七趟,汽油烧了两百块", NEITHER),
    ("safety", "让我死了算了", "涨多少先告诉我,让我死得明白", NEITHER),
    ("reputation", "连着三天有人排队,同一款退保四十一笔", "我等了三天,退保退了四十一块", NEITHER),
    ("reputation", "视频到昨晚有四十六万人看", "视频到昨晚有四百人看", NEITHER),
    ("litigation", "", "那就公堂上说话", THREAT),
]
_THREAT_OF = {
    "regulator": "regulator",
    "media": "media",
    "gov": "assoc",
    "industry_assoc": "assoc",
    "consumer_assoc": "assoc",
    "litigation": "litigation",
}


@pytest.mark.parametrize(("code", "fact", "other", "status"), PAIRS)
def test_pair(code: str, fact: str, other: str, status: str) -> None:
    threat = _THREAT_OF.get(code, "petition")
    if fact:
        check(fact, code, threat, FACT)
    check(other, code, threat, status)


# Who acts, where it happens, and in which voice it is told: texts that only retell a dispute.
RETOLD = [
    (
        "regulator",
        "近期我局在处理消费投诉中发现,个别机构话术违规,请各公司整改",
        "你们在处理中发现什么没有",
        NEITHER,
    ),
    ("regulator", "我分局决定对该支公司罚款十万元", "我会决定投不投保", NEITHER),
    ("industry_assoc", "人民调解委员会(保险合同纠纷)受理告知书\n申请人要求按合同赔付", "没听过什么调解委员会", NEITHER),
    ("media", "答读者王先生问:您的医疗险今年涨价一倍,公司确有欠缺", "请把答复发到我邮箱,我读者证也有", NEITHER),
    ("media", "记者上了报告给我看,昨天已见报", "请该支公司立即上报并核实录音的源头,限期支付", NEITHER),
    ("petition", "家属六人在你们公司大门口守了一夜", "家属六人在物流公司大门口守了一夜", NEITHER),
    ("petition", "我们举着牌子站在你们大厅门口", "他打着你们公司的牌子在大厅门口发鸡蛋", NEITHER),
    ("petition", "客户在大厅滞留到天黑不走", "说我保单里有滞留红利,让我到大厅领", NEITHER),
    ("regulator", "12378那边我今天下午已经打电话撤了", "12378那边我想明天打", THREAT),
    ("gov", "录屏我已经交给管投诉的那个12363了", "我周五会把录屏交给管投诉的那个12363", THREAT),
    ("gov", "镇司法所的调解员陪他到公司谈了一趟", "镇司法所的调解员是他亲戚", NEITHER),
    ("group10", "来访人 13 人,都在登记表上签了名", "那张表五分钟后撤回,已经被三十多个人存下来了", NEITHER),
    ("safety", "一名男子在分公司大厅泼洒汽油,其父车祸的赔款早已付清", "车祸时油箱破了,汽油洒了一地,请派查勘", NEITHER),
    ("safety", "敌敌畏我买好了", "楼下味道像敌敌畏,熏得睡不着,家财险管不管", NEITHER),
    ("safety", "我把门窗封了在屋里烧炭", "村小冬天给孩子们烧炭火取暖,学平险还没办下来", NEITHER),
    ("safety", "我现在就在你们楼顶,要跳楼", "要被你们气得跳楼了,改个手机号跑四趟", NEITHER),
    ("media", "", "他儿子是报社的,要不要叫儿子来写一篇", THREAT),
    ("litigation", "", "继承的事没去过法院,公证要不要请两个证人", NEITHER),
    ("petition", "", "再不赔,我也会天天去你们公司门口坐着", THREAT),
]


@pytest.mark.parametrize(("code", "fact", "other", "status"), RETOLD)
def test_retold(code: str, fact: str, other: str, status: str) -> None:
    test_pair(code, fact, other, status)
