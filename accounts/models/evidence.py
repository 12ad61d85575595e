import hashlib


def evidence_path(instance, filename):
    """Where a scan lies: under its own SHA-256, so that its name cannot harm and its content cannot be swapped.

    The name that the person gave is kept beside it in the row and shown only as text.
    """
    content = instance.file if hasattr(instance, "file") else instance.document
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return f"evidence/{digest.hexdigest()[:2]}/{digest.hexdigest()}"
