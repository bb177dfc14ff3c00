#!/bin/sh
# Prints an .env file with fresh secrets for docker-compose.yml:  sh deploy/env.sh > .env && chmod 600 .env
# Keep a copy of DATA_KEY apart from the database's backups: whoever loses it loses the personal data it encrypted.
set -eu
hex() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
key() { head -c 32 /dev/urandom | base64; }
cat <<END
MYSQL_ROOT_PASSWORD=$(hex)
JIFEN_ADMIN_PASSWORD=$(hex)
JIFEN_APP_PASSWORD=$(hex)
REDIS_PASSWORD=$(hex)
GRAFANA_PASSWORD=$(hex)
JWT_SECRET=$(key)
DATA_KEY=$(key)
SEED=minimal
PROGRAMME_TIME_ZONE=Asia/Shanghai
SECURE_COOKIES=on
END
