# One image for web, worker and beat; docker-compose.yml says which of them a container is.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production

RUN useradd --create-home --uid 10001 jiebang
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY . .
# The names below only let the settings load while files are collected; none of them is used by a running server.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" TRUSTED_PROXY_COUNT=0 \
    ALLOWED_HOSTS=while-building SITE_URL=https://while-building \
    DATABASE_URL=postgres://none/none REDIS_URL=redis://none EMAIL_HOST=none \
    sh -c "python manage.py compile_translations && python manage.py collectstatic --noinput --verbosity=0" \
    && mkdir -p var/media && chown -R jiebang:jiebang var

USER jiebang
VOLUME /app/var
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--worker-class=gthread", "--workers=2", "--threads=4", "--bind=0.0.0.0:8000"]
