from notifications.registry import Recipient, notice


def reader(event):
    return [Recipient(event.subject_id, "你参加演练", "/")]


notice("drill.rang", topic="drill", audience=reader)
