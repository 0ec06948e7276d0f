import pytest

from tests.triage.privacy.helpers import found, unmark
from triage.privacy import mask
from triage.text import normalize

CASES = [
    "我儿子叫【浩浩】,【浩浩】两岁",
    "我妈【秀兰】不识字",
    "【桂兰姐】劝我的",
    "侄子【小满】两口子",
    "[3/9 21:14] 【Fiona】:我知道",
    "公推代表:【谭】、【肖】、【刘】",
    "【魏】:我就一个事",
    "【伍】氏家属",
    "客户【葛某】来访。【葛】说不行",
    "【禄】女士",
    "【阿依古丽】的弟弟",
    "写成【简○○】了",
    "【张】先生来电",
    "来电市民【刘】先生称",
    "本人【李淑芬】,六十八岁",
    "我叫【周建国】,你们记一下",
    "投保人:【欧阳文博】",
    "受益人【周小燕】,女儿",
    "同诉:【戴秀英】、【孙广才】、【潘月娥】、【卞长富】",
    "名字?【吴桂珍】,桂花的桂。",
    "受【秦永贵】等15人委托",
    "我姓【曹】,曹操的曹",
    "村里【老孙】头说的",
    "来访人【李某某】、【赵某】",
    "【买买提·吐尔逊】的保单",
    "隔壁【刘】家也赔了",
    "联系人 【曹敏】 0771-5583126",
    "我老娘叫【国英】,国家的国",
    "退休教员【阮伯钧】",
    "我姓「【冯】」",
    "经办:【舒】 电话在上面",
    "单子上印成“【王贵枝】”了",
    "记者【魏楠】约好明天来",
    "【尤】先生说不行,【尤建平】的那份在哪",
]

NOT_NAMES = [
    "我先生走了,您先生,这位女士",
    "水、电、煤,人、财、物",
    "唐氏筛查,周年日,从高雄过来",
    "省纪检委,金管会,叫金监局来,党委书记",
    "衡阳某市场",
    "他叫救护车,孩子叫爸爸,小麦绝收,小于60岁",
    "高兴得很,马上办,何时赔,方便吗,于是周末白跑",
    "总经理,项目经理,大堂经理,前任经理,对方经理,由于经理不在",
    "基金经理说保单单位金额安全,万能险和车险",
    "任何先生都不行,曾经理赔过,常年许多客户",
    "这张单子,第4张可见,照了张相,三路公交",
    "老师、老板、老公、老家、小时、小区、小麦、小康",
    "康惠保怎么样,保险范围有哪些",
    "养老金、红本本、高二学生、包工头、班主任",
    "申请人陈述,谢谢,此致敬礼,祝福您",
    "徐州、苏州、江苏、安徽、石家庄、黄石",
    "贵姓,百姓,姓名,同姓",
    "内*县的车在宁*能买吗",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert found(text, "NAME") == values


@pytest.mark.parametrize("text", NOT_NAMES)
def test_leaves_words_alone(text: str) -> None:
    assert found(text) == []


def test_names_of_a_list_survive_closed_spaces() -> None:
    masked, _ = mask(normalize("签名:柏金凤 纪红 马翠莲 郝玉珍"))
    assert masked.text == "签名:[NAME1][NAME2][NAME3][NAME4]"


def test_spaces_inside_a_name_do_not_split_it() -> None:
    masked, spans = mask(normalize("此致。\n庄 启 明\n"))
    assert masked.text == "此致。\n[NAME]\n"
    assert (spans[0].start, spans[0].end) == (4, 9)
