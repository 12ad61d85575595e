"""Where a long Chinese title may break: between words, never inside one.

A full segmenter holds some thirty megabytes in every web process. Titles of challenges are made of few words, so a
list of the common ones does: a line may end before or after a listed word, and what is not listed stays in one piece.
"""

import re
from functools import lru_cache

BORDER = re.compile(r"(?<=[^\x00-\x7f])(?=[\x00-\x7f])|(?<=[\x00-\x7f])(?=[^\x00-\x7f])")
# A break before one of these reads badly: it closes the phrase before it.
CLOSERS = tuple("的用型级与和及或化性、，；：）》”—")
WORDS = frozenset(
    """
    工业 农业 医药 生物 汽车 航空 航天 船舶 轨道 交通 电力 电子 电气 机械 化工 冶金 建筑 能源 环境 资源 海洋 医疗 食品 纺织
    材料 合金 高温合金 钛合金 铝合金 镁合金 不锈钢 特种钢 陶瓷 玻璃 石墨烯 碳纤维 复合材料 高分子 树脂 橡胶 涂层 薄膜 粉末
    硅片 晶圆 晶体 芯片 器件 模组 模块 组件 部件 零件 元件 传感器 探测器 激光器 光栅 透镜 电容 电感 电阻 电机 电池 锂电池
    离子电池 燃料电池 膜电极 电解质 电解 电极 正极 负极 隔膜 储能 变流器 逆变器 功率 高压 低压 中压 高速 低速 高精度 高性能
    高可靠 高温 低温 常温 高效 低成本 低氧 低碳 低铱 载量 批量 规模 大规模 微型 小型 中型 大型 超大 超精密 精密 智能 数字
    自动 自主 自适应 实时 在线 离线 现场 远程 无人机 机器人 机床 加工中心 转台 轴承 齿轮 主轴 刀具 阀门 多路阀 液压 电液
    比例 伺服 泵 压缩机 发动机 燃气轮机 汽轮机 风电 光伏 核电 氢能 制氢 储氢 加氢 天然气 煤炭 石油 钻井 采矿 选矿 冶炼 再生
    回收 退役 废水 废气 固废 污泥 污染 治理 监测 检测 检验 测试 试验 测量 计量 诊断 识别 感知 避障 导航 定位 控制 调度 优化
    仿真 求解器 引擎 软件 平台 系统 算法 模型 数据库 数据 网络 通信 安全 加密 边云 协同 同步 并发 时序 语音 图像 视觉 内窥镜
    影像 手术 治疗 药物 制剂 疫苗 抗体 蛋白 层析 介质 分离 纯化 提取 提锂 萃取 合成 制备 制造 生产 加工 成形 成型 铸造 锻造
    焊接 烧结 封装 刻蚀 沉积 镀膜 喷涂 增材 打印 热处理 表面 结构 装备 设备 仪器 仪表 工艺 流程 短流程 技术 方法 方案 关键
    核心 共性 应用 示范 工程 条件 环节 面向 基于 复杂 柔性 显示 透明 聚酰亚胺 球形 镍基 多区 控温 静电 卡盘 碳化硅 氮化镓
    版图 寄生 参数 快速 一次性 超微 兆瓦级 钠离子 硬碳 首效 弱电网 构网型 面板 缺陷 样本 非线性 有限元 设施 番茄 采摘 猪场
    重大 疫病 超敏 快检 黑粉 优先 硫化物 固态 电缆 线缆 绝缘 润滑 密封 防腐 阻燃 催化剂 吸附 过滤 膜 纤维 织物 种业 育种 农机
    """.split()
)
LONGEST = max(map(len, WORDS))


@lru_cache(maxsize=4096)
def broken(text):
    """The pieces between which a line may end; joined, they are the text itself."""
    pieces = []
    for word in words(text):
        if pieces and (word.startswith(CLOSERS) or not word.strip() or len(pieces[-1].strip()) < 2 or len(word) < 2):
            pieces[-1] += word
        else:
            pieces.append(word)
    return tuple(pieces)


def words(text):
    """The title cut into listed words, what stands between them, and quantities such as 800 V in one piece."""
    for piece in BORDER.split(text):
        if piece.isascii():
            yield piece
        else:
            yield from listed(piece)


def listed(piece):
    """Chinese text cut at the borders of listed words, the longest first."""
    start = place = 0
    while place < len(piece):
        for length in range(min(LONGEST, len(piece) - place), 1, -1):
            if piece[place : place + length] in WORDS:
                if start < place:
                    yield piece[start:place]
                yield piece[place : place + length]
                place += length
                start = place
                break
        else:
            place += 1
    if start < len(piece):
        yield piece[start:]
