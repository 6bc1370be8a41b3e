# One image for web, worker, beat and migrations; a second for the proxy, which holds
# the static files of the same release.

FROM python:3.11-slim-bookworm AS app
# fonts-liberation2: the older fonts-liberation lacks half of the Vietnamese letters.
RUN apt-get update \
  && apt-get install -y --no-install-recommends fonts-liberation2 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home --shell /usr/sbin/nologin phoihop
ENV PYTHONUNBUFFERED=1 \
  LANG=C.UTF-8 \
  EMBEDDED=false \
  DATA_DIR=/var/lib/phoihop
WORKDIR /app
COPY requirements-prod.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes \
  -r requirements-prod.txt
COPY . .
# Values only for this one command, which opens no connection.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build/build \
  REDIS_URL=redis://build python manage.py collectstatic --no-input \
  && mkdir -p /var/lib/phoihop/media \
  && chown phoihop: /var/lib/phoihop/media
USER phoihop
EXPOSE 8000
CMD ["deploy/web"]

FROM nginx:1.28-alpine AS proxy
COPY deploy/nginx.conf.template /etc/nginx/templates/default.conf.template
COPY --from=app /var/lib/phoihop/static /srv/static
ENV LISTEN=80 \
  WEB_ADDRESS=web:8000 \
  FORWARDED_PROTO=\$scheme \
  TRUSTED_PROXY=127.0.0.1 \
  STATIC_DIR=/srv/static \
  MEDIA_DIR=/srv/media \
  PROXY_MAX_BODY_MB=220
