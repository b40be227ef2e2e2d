-- The two roles and the database of one service; run once by a superuser, on the server's own database `postgres`.
-- Placeholders: ${service}, ${migrator_password}, ${app_password}.
CREATE ROLE ${service}_migrator LOGIN PASSWORD '${migrator_password}';
CREATE ROLE ${service}_app LOGIN PASSWORD '${app_password}';
CREATE DATABASE ${service} OWNER ${service}_migrator TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE ${service} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE ${service} TO ${service}_app;
