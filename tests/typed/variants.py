"""One thing typed in many ways: what people's keyboards, copies and spreadsheets make of it."""

INVISIBLE = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202a",
    "\u202c",
    "\u200e",
    "\u200f",
    "\u2066",
)
INVISIBLE += ("\ufe0f", "\U000e0100", "\u061c", "\u180e", "\u034f", "\u3164")
BLANKS = (" ", "\u00a0", "\u3000", "\u2003", "\u2009", "\u202f", "\t")
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})
ADDRESS = "shen.yanqiu@expert.example"
# Each is the address above, as somebody typed, copied or imported it.
ADDRESSES = (
    ADDRESS.upper(),
    "Shen.Yanqiu@Expert.Example",
    ADDRESS.replace("@", "＠"),
    ADDRESS.translate(WIDE),
    ADDRESS.replace("expert.example", "expert。example"),
    "shen.yanqiu @ expert.example",
    f"沈砚秋 <{ADDRESS}>",
    f'"沈砚秋" <{ADDRESS}>',
    f"<{ADDRESS}>",
    f"“{ADDRESS}”",
    f"mailto:{ADDRESS}",
    f"mailto:{ADDRESS}?subject=hello",
    f"{ADDRESS}；",
    f"{ADDRESS}。",
    *(f"{ADDRESS}{sign}" for sign in INVISIBLE + BLANKS),
    *(f"{sign}{ADDRESS}" for sign in INVISIBLE + BLANKS),
    *(ADDRESS.replace("@", f"{sign}@") for sign in INVISIBLE),
)
NAME = "澜屿（沈阳）“启明”电池-材料·研究院"
NAMES = (
    '澜屿(沈阳)"启明"电池-材料·研究院',
    "澜屿 (沈阳) “启明” 电池—材料•研究院",
    "澜屿〔沈阳〕「启明」电池－材料・研究院",
    "澜屿【沈阳】‘启明’电池–材料‧研究院",
    "澜屿沈阳启明电池材料研究院",
    *(f"{sign}{sign.join(NAME)}{sign}" for sign in INVISIBLE + BLANKS),
)
CODE = "91210112XNQY00010G"
CODES = (
    CODE.lower(),
    CODE.translate(WIDE),
    "91210112-XNQY00010-G",
    "9121 0112 XNQY 0001 0G",
    "91210112—XNQY00010—G",
    f"'{CODE}",
    *(f"{CODE[:8]}{sign}{CODE[8:]}{sign}" for sign in INVISIBLE + BLANKS),
)
PHONE = "13800138000"
PHONES = (
    "13800138000.0",
    "+86 138-0013-8000",
    "0086 138 0013 8000",
    "86-13800138000",
    PHONE.translate(WIDE),
    "手机：13800138000",
    "138–0013–8000",
    *(f"{PHONE[:3]}{sign}{PHONE[3:]}{sign}" for sign in INVISIBLE + BLANKS),
)
