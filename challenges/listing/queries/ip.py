"""The terms on intellectual property in words: what is agreed, what the law says where nothing is, what is one-sided.

民法典: 501 (secrets), 850 (void terms), 859 (委托开发), 860 (合作开发), 861 (技术秘密), 867 (sublicence),
875 (improvements).
科学技术进步法 (2021) 32, 34: results of projects with fiscal money.
技术合同司法解释 (法释〔2020〕19号) 10: unequal terms.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.errors import Problem
from challenges.core.queries.units import plain
from challenges.listing.models import Challenge, Confidentiality
from challenges.listing.models.ip import (
    BackgroundUse,
    Improvements,
    IpClause,
    IpOwner,
    LicenceFee,
    LicenceKind,
    LicenceTerm,
    Publication,
)
from notifications.phrase import Phrase


@dataclass(frozen=True)
class Term:
    """One term in words. `agreed` is False where the challenge leaves it open and `words` tell what the law then says.

    `typed` is True for words that people wrote themselves.
    """

    label: Phrase
    words: Phrase
    agreed: bool = True
    typed: bool = False


def parties(clause: str) -> tuple[Phrase, Phrase]:
    """Return who gives the licence on foreground rights and who gets it: the owner, and the other side."""
    if clause == IpClause.OWNER_LEAD:
        return IpOwner.LEAD.label, IpOwner.DEVELOPER.label
    return IpOwner.DEVELOPER.label, IpOwner.LEAD.label


def terms(challenge: Challenge, *, outline: bool = False) -> list[Term]:
    """Return every term as it is read; for the `outline` of a restricted challenge without what people wrote."""
    found = [background(challenge), Term(_("前景知识产权"), *ownership(challenge))]
    found += licence(challenge, outline=outline)
    found += [
        Term(_("后续改进"), *improvements(challenge)),
        Term(_("权利转让"), *transfer(challenge)),
        Term(_("论文等发表"), *publication(challenge)),
        Term(_("保密年限"), *secrecy(challenge)),
    ]
    if challenge.fiscal_wan:
        found.append(Term(_("财政资金形成的成果"), fiscal(), agreed=False))
    if outline:
        return found
    for label, words in ((_("双方带入的背景知识产权"), challenge.ip_background), (_("其他约定"), challenge.ip_terms)):
        if words:
            found.append(Term(label, words, typed=True))
    return found + [Term(str(name), str(value), typed=True) for name, value in challenge.ip_details.items()]


def background(challenge: Challenge) -> Term:
    """Return what is said of the rights that each side brings: they stay its own."""
    if challenge.ip_background_use:
        facts = {"use": challenge.get_ip_background_use_display()}
        return Term(_("背景知识产权"), _("各自所有；%(use)s。") % facts)
    return Term(_("背景知识产权"), _("各自所有；没有约定对方能否使用，签约时须另行约定。"), agreed=False)


def ownership(challenge: Challenge) -> tuple[Phrase, bool]:
    """Return to whom belongs what the work makes, by agreement or by law, and which of the two it is."""
    if challenge.ip_clause:
        return challenge.get_ip_clause_display(), True
    return _(
        "没有约定：委托开发的专利申请权归揭榜方，发榜方可以依法实施；合作开发的由双方共有；"
        "技术秘密双方都可使用和转让（民法典第 859、860、861 条）。"
    ), False


def licence(challenge: Challenge, *, outline: bool) -> list[Term]:
    """Return the licence of the owner to the other side, piece by piece; what is left open of it says nothing."""
    clause = challenge.ip_clause
    if clause in (IpClause.JOINT, IpClause.SPLIT_BY_RESULT):
        return []
    if not challenge.ip_licence_kind:
        if clause != IpClause.OWNER_LEAD:
            return [
                Term(_("许可"), _("没有约定：发榜方可以依法实施揭榜方取得的专利（民法典第 859 条）。"), agreed=False)
            ]
        return []
    owner, other = parties(clause)
    facts = {"owner": owner, "other": other, "kind": challenge.get_ip_licence_kind_display()}
    meant = {
        LicenceKind.NON_EXCLUSIVE: _("许可方仍可自己实施，也可再许可他人。"),
        LicenceKind.SOLE: _("除许可方自己外，不再许可他人。"),
        LicenceKind.EXCLUSIVE: _("期内许可方自己也不得实施。"),
    }
    facts["meant"] = meant[LicenceKind(challenge.ip_licence_kind)]
    found = [Term(_("许可"), _("许可方：%(owner)s；被许可方：%(other)s；%(kind)s：%(meant)s") % facts)]
    if not outline and challenge.ip_licence_field:
        found.append(Term(_("许可的使用领域"), challenge.ip_licence_field, typed=True))
    if not outline and challenge.ip_licence_territory:
        found.append(Term(_("许可的地域"), challenge.ip_licence_territory, typed=True))
    if challenge.ip_licence_term == LicenceTerm.YEARS and challenge.ip_licence_years:
        found.append(Term(_("许可期限"), _("%(n)s 年") % {"n": challenge.ip_licence_years}))
    elif challenge.ip_licence_term:
        found.append(Term(_("许可期限"), challenge.get_ip_licence_term_display()))
    if challenge.ip_licence_fee:
        found.append(Term(_("许可费"), fee(challenge, outline=outline)))
    if challenge.ip_sublicence:
        found.append(Term(_("再许可"), challenge.get_ip_sublicence_display()))
    else:
        words = _("没有约定：被许可方不得再许可他人实施（民法典第 867 条）。")
        found.append(Term(_("再许可"), words, agreed=False))
    return found


def fee(challenge: Challenge, *, outline: bool) -> Phrase:
    """Return what the licence costs."""
    said = str(challenge.get_ip_licence_fee_display())
    if challenge.ip_licence_fee == LicenceFee.FIXED and challenge.ip_licence_fee_wan and not outline:
        return _("%(kind)s，%(n)s 万元") % {"kind": said, "n": plain(challenge.ip_licence_fee_wan)}
    if challenge.ip_licence_fee == LicenceFee.ROYALTY and challenge.ip_royalty_percent is not None:
        return _("%(kind)s %(n)s%%") % {"kind": said, "n": plain(challenge.ip_royalty_percent)}
    return said


def improvements(challenge: Challenge) -> tuple[Phrase, bool]:
    """Return to whom later improvements belong."""
    if challenge.ip_improvements:
        return challenge.get_ip_improvements_display(), True
    return _("没有约定：归作出改进的一方，他方无权分享（民法典第 875 条）。"), False


def transfer(challenge: Challenge) -> tuple[Phrase, bool]:
    """Return how a right may be passed on."""
    if challenge.ip_transfer:
        return challenge.get_ip_transfer_display(), True
    if challenge.ip_clause == IpClause.JOINT:
        return _(
            "没有约定：一方转让共有的专利申请权，他方同等条件下优先受让；一方放弃的，他方可以申请，"
            "放弃方免费实施；一方不同意申请的，他方不得申请（民法典第 860 条）。"
        ), False
    if challenge.ip_clause == IpClause.OWNER_LEAD:
        return _("没有约定：由权利人决定。"), False
    return _("没有约定：揭榜方转让专利申请权，发榜方同等条件下优先受让（民法典第 859 条）。"), False


def publication(challenge: Challenge) -> tuple[Phrase, bool]:
    """Return who has a say before papers appear."""
    if challenge.ip_publication == Publication.NOTICE and challenge.ip_publication_days:
        facts = {"n": challenge.ip_publication_days}
        return _("提前 %(n)s 天告知对方，期内没有书面异议即可发表。") % facts, True
    if challenge.ip_publication:
        return challenge.get_ip_publication_display(), True
    return _("没有约定：发表不得公开对方的技术秘密，也不得使专利申请丧失新颖性。"), False


def secrecy(challenge: Challenge) -> tuple[Phrase, bool]:
    """Return for how long both sides keep the other's secrets."""
    if challenge.ip_secrecy_years:
        return _("自签约起 %(n)s 年") % {"n": challenge.ip_secrecy_years}, True
    return _("没有约定：双方对知悉的商业秘密负有保密义务，直至其公开（民法典第 501 条）。"), False


def fiscal() -> Phrase:
    """Return what holds of results that fiscal money helped to make."""
    return _(
        "榜单含财政补助：在不损害国家安全、国家利益和重大社会公共利益的前提下，知识产权授权项目承担者依法取得；"
        "合理期限内没有实施且无正当理由的，国家可以无偿实施，也可以许可他人实施；"
        "向境外转让须经批准（科学技术进步法第 32、34 条）。"
    )


def ip_problems(challenge: Challenge) -> list[Problem]:
    """Return the terms that a choice needs and that are missing, each beside its field."""
    found = []

    def lacks(name: str, message: Phrase) -> None:
        if not getattr(challenge, name):
            found.append(Problem(name, message, "required"))

    if challenge.ip_clause == IpClause.OWNER_DEV_LICENSE:
        lacks("ip_licence_kind", _("请选择发榜方获得哪一种许可：普通、排他还是独占。"))
        lacks("ip_licence_term", _("请选择许可期限。"))
        lacks("ip_licence_territory", _("请写明许可的地域，如“中国境内”。"))
        lacks("ip_licence_fee", _("请选择许可费：免费、一次总算还是提成。"))
    if challenge.ip_licence_term == LicenceTerm.YEARS:
        lacks("ip_licence_years", _("许可期限选了“约定年数”，请填写年数。"))
    if challenge.ip_licence_fee == LicenceFee.FIXED:
        lacks("ip_licence_fee_wan", _("许可费选了“一次总算”，请填写总额。"))
    if challenge.ip_licence_fee == LicenceFee.ROYALTY:
        lacks("ip_royalty_percent", _("许可费选了“提成”，请填写比例。"))
    if challenge.ip_publication == Publication.NOTICE:
        lacks("ip_publication_days", _("发表选了“事先告知”，请填写提前几天。"))
    return found + result_problems(challenge)


def result_problems(challenge: Challenge) -> list[Problem]:
    """Return what the list of results lacks: split by result, each is named with its owner."""
    rows = list(challenge.ip_results.all())
    found = []
    if challenge.ip_clause == IpClause.SPLIT_BY_RESULT and not rows:
        say = _("选了“按成果分别约定”，请逐项列出成果和归属。")
        found += [Problem("ip_results", say, "required")]
    if challenge.ip_clause != IpClause.SPLIT_BY_RESULT and rows:
        say = _("列出了各项成果的归属，前景知识产权请选“按成果分别约定”，或清空这些行。")
        found += [Problem("ip_clause", say, "contradiction")]
    for place, row in enumerate(rows):
        facts = {"name": row.name or _("第 %(n)s 项") % {"n": place + 1}}
        if not row.name:
            found.append(Problem(f"ip_results.{place}.name", _("请写明是哪一项成果。"), "required"))
        if not row.owner:
            found.append(Problem(f"ip_results.{place}.owner", _("请选择“%(name)s”归谁。") % facts, "required"))
    return found


def warnings(challenge: Challenge) -> list[Phrase]:
    """Return what a lawyer would say of one-sided or risky terms; nothing of it keeps a need from being sent."""
    found: list[Phrase] = []
    own, give = challenge.ip_clause == IpClause.OWNER_LEAD, challenge.ip_clause == IpClause.OWNER_DEV_LICENSE
    if own and not challenge.ip_licence_kind:
        found.append(
            _("成果全部归发榜方，揭榜方连自己使用也没有许可：揭榜的单位可能变少。可以约定揭榜方获得普通许可。")
        )
    if own and challenge.ip_background_use == BackgroundUse.FREE:
        found.append(_("成果归发榜方，又要求免费使用揭榜方的背景知识产权，条件偏向一方，请确认榜单金额已经考虑。"))
    if own and challenge.fiscal_wan:
        found.append(
            _(
                "榜单含财政补助：知识产权依法授权项目承担者取得（科学技术进步法第 32 条），"
                "约定归发榜方须在合同中写明依据。"
            )
        )
    one_sided = (Improvements.LEAD, Improvements.DEVELOPER)
    if challenge.ip_improvements in one_sided:
        found.append(
            _("后续改进一律归一方而没有对价，可能因限制技术进步而无效（民法典第 850 条、技术合同司法解释第 10 条）。")
        )
    if give and challenge.ip_licence_kind == LicenceKind.EXCLUSIVE:
        found.append(_("独占许可期内揭榜方自己也不能实施：与成果归发榜方相差不多，请确认这是本意。"))
    if challenge.confidentiality == Confidentiality.RESTRICTED and not challenge.ip_secrecy_years:
        found.append(_("受限榜单没有约定保密年限。"))
    return found
