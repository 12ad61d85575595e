"""The bulletin 公告: public notices, numbered, written once and never changed."""
