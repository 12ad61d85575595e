"""The vocabulary by which traces of firms and people are found: legal forms, trades, titles, patterns of addresses."""

import re

LEGAL = r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|总公司|分公司|集团|公司|股份)"
LATIN_LEGAL = re.compile(
    r"(?:[\s,.]+(?:co|company|ltd|limited|inc|corp|corporation|llc|gmbh|plc|group))+\.?$", re.IGNORECASE
)
# What a firm does, at the end of its name: the core before it names the firm as well as the whole.
TRADES = (
    *("新材料", "新能源", "半导体", "微电子", "自动化", "集成电路", "研究院", "研究所", "生物医药", "电力电子"),
    *("科技", "技术", "电子", "材料", "智能", "装备", "设备", "机械", "制造", "工业", "实业", "信息", "软件", "网络"),
    *("数据", "系统", "能源", "动力", "电力", "电气", "光电", "陶瓷", "化工", "化学", "生物", "医药", "医疗", "环保"),
    *("环境", "航空", "航天", "汽车", "精密", "仪器", "仪表", "传感", "通信", "控股", "发展", "工程", "服务", "大学"),
    *("学院", "股份", "集团", "中心", "部件", "元件", "器件", "组件", "粉体", "金属", "薄膜", "高分子", "驱动", "液压"),
    *(
        "飞行",
        "介质",
        "影像",
        "膜电极",
        "电极",
        "碳材",
        "机器人",
        "冶金",
        "湿法",
        "功率",
        "设计",
        "显示",
        "制药",
        "农业",
    ),
    *("氢能", "电网", "重型", "重工", "循环", "资源", "激光", "芯片", "电池", "储能", "光学", "纺织", "食品"),
)
# Words of any proposal: as the core of a name they would tear up the text and tell nobody.
EVERYDAY = frozenset(
    (
        *("先进", "创新", "智能", "精密", "中国", "国家", "国际", "联合", "工业", "科学", "高新", "新型"),
        *("东方", "北方", "南方", "西部", "东部", "中部", "华东", "华北", "华南", "华中", "西南", "西北"),
        *("科技", "材料", "电子", "项目", "单位", "成员", "人员", "申报", "研究", "中心", "示例", "第一"),
        *("东北", "技术", "未来", "绿色", "现代", "通用", "标准", "联合体"),
    )
)
SURNAME_TITLES = (
    r"(?:工(?![艺业程作序件况具厂])|总(?![结体共成线量数和计])"
    r"|博士|教授|院士|老师|主任|经理|先生|女士|所长|研究员|高工)"
)
# Surnames that make everyday words with 工 or 总: 高工, 施工, 金总 and the like.
NO_SHORT_FORM = frozenset("高施金木车钳包总化电")
TWO_SIGN_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "慕容", "令狐", "东方", "皇甫", "尉迟", "公孙", "司徒", "夏侯")
# Signs between the parts of a name that do not make it another name; the punctuation of sentences is not among them.
BETWEEN = frozenset("()[]{}<>【】〔〕〈〉《》「」『』·•・‧∙-‐‑–—_/\\.'\"“”‘’*#~|+")
LONG_ENOUGH = 6
CODE = r"[0-9A-HJ-NPQRTUWXY]"
PATTERNS = (
    ("［邮箱］", re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
    ("［网址］", re.compile(r"(?:https?://|www\.)[^\s,;。、)】》]+", re.IGNORECASE)),
    ("［代码］", re.compile(rf"(?<![0-9A-Za-z]){CODE}{{2}}\d{{6}}{CODE}{{10}}(?![0-9A-Za-z])")),
    ("［专利号］", re.compile(r"(?<![A-Za-z])(?:ZL|CN)\s?\d[\d ]{6,16}\d(?:\.[\dX])?[A-Z]?\d?(?!\d)")),
    ("［电话］", re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")),
    ("［电话］", re.compile(r"(?<![\d.])(?:\(0\d{2,3}\)\s?|0\d{2,3}[\s-])\d{7,8}(?!\d)")),
)
