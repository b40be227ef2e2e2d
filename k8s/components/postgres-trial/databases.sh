#!/bin/sh
# Makes the three databases and their six roles, once, in an empty server. Passwords are letters, digits and dashes.
# roles.sql and grants.sql are copies of the service-kit's.
(
  set -eu
  sql=${BARID_SQL:-/etc/barid-sql}
  passwords=${BARID_PASSWORDS:-/run/secrets/databases}
  for service in article feed newsletter; do
    fill() {
      sed -e "s/\${service}/$service/g" \
        -e "s/\${migrator_password}/$(cat "$passwords/${service}_migrator")/g" \
        -e "s/\${app_password}/$(cat "$passwords/${service}_app")/g" "$sql/$1"
    }
    fill roles.sql | psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres
    fill grants.sql | psql -X -q -v ON_ERROR_STOP=1 -U postgres -d "$service"
  done
)
