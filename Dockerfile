# Builds the environment with the locked requirements; compilers and caches stay behind.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.txt ./
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# The static files belong to the code, so they are part of the image.
RUN DATA_DIR=/tmp/data .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/data

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    PORT=8000
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin site \
    && install --directory --owner=site --group=site --mode=700 /data
WORKDIR /app
COPY --from=build /app /app
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:xiaojuren_site.gunicorn_conf"]
