"""Who runs this installation and where its papers are: what stands at the foot of every page.

Nothing has a default, and what is not set is not shown: a number or an address that is not one's own misleads.
"""

import environ

env = environ.Env()

# Who processes what people enter (个人信息保护法, art. 17), and how they are reached.
OPERATOR_NAME = env("OPERATOR_NAME", default="").strip()
OPERATOR_NAME_EN = env("OPERATOR_NAME_EN", default="").strip()
CONTACT_MAIL = env("CONTACT_MAIL", default="").strip()
CONTACT_PHONE = env("CONTACT_PHONE", default="").strip()
# Filing numbers of the site. They lead somewhere only where an address is given.
ICP_NUMBER = env("ICP_NUMBER", default="").strip()
ICP_URL = env("ICP_URL", default="").strip()
POLICE_NUMBER = env("POLICE_NUMBER", default="").strip()
POLICE_URL = env("POLICE_URL", default="").strip()
# Where the privacy notice and the terms stand, instead of the texts that the site itself keeps.
PRIVACY_URL = env("PRIVACY_URL", default="").strip()
TERMS_URL = env("TERMS_URL", default="").strip()
