#!/bin/bash
# Runs once, when the database's volume is empty: a user for migrations and one for the application, which may change
# rows but no tables.
set -euo pipefail
mysql --user=root --password="$MYSQL_ROOT_PASSWORD" <<SQL
CREATE USER 'jifen_admin'@'%' IDENTIFIED BY '$JIFEN_ADMIN_PASSWORD';
GRANT ALL PRIVILEGES ON jifen.* TO 'jifen_admin'@'%' WITH GRANT OPTION;
CREATE USER 'jifen'@'%' IDENTIFIED BY '$JIFEN_APP_PASSWORD';
GRANT SELECT, INSERT, UPDATE, DELETE ON jifen.* TO 'jifen'@'%';
SQL
