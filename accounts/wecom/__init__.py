"""Signing in with an account of WeCom (企业微信), for allauth. Switched on by WECOM_CLIENT_ID."""
