# The service alone; PostgreSQL comes from its own image (compose.yaml). Debian, because its libc
# is the one that every locked package has a build for.
FROM python:3.13-slim-bookworm AS packages
COPY service.lock .
RUN python -m venv /opt/parasol \
    && /opt/parasol/bin/pip install --no-cache-dir --no-deps --only-binary :all: \
        --require-hashes -r service.lock

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin parasol \
    && install -d -o parasol -g parasol -m 0700 /var/lib/parasol /var/lib/parasol-keys
COPY --from=packages /opt/parasol /opt/parasol
WORKDIR /srv/parasol
COPY LICENSE pyproject.toml ./
COPY ledger ledger
COPY projections projections
COPY api api
RUN pwd > "$(/opt/parasol/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/parasol.pth" \
    && printf '%s\n' '#!/opt/parasol/bin/python' 'from api.cli import main' '' \
        'if __name__ == "__main__":' '    main()' > /usr/local/bin/parasol \
    && chmod 755 /usr/local/bin/parasol \
    && /opt/parasol/bin/python -m compileall -q ledger projections api
USER parasol
ENV PARASOL_DATA_DIR=/var/lib/parasol PARASOL_KEYS_DIR=/var/lib/parasol-keys \
    PARASOL_HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=30s --timeout=5s \
    CMD ["/opt/parasol/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["parasol"]
CMD ["serve"]
