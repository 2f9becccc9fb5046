"""The words that names and values are judged by.

The exclusions are those that met real repositories: form fields, constants that are their own name, pagination and
model tokens, lookups in a vault, translations, switches.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name with one of these holds something to sign in with, however weak it looks.
STRONG = _words(
    "password passwd passphrase passcode passwords passphrases pwd pwds secret secrets credential credentials "
    "contrasena passwort kennwort mdp requirepass masterauth userpass rootpw dbpass dbpw mysqlpass postgrespass mongopass "
    "redispass rabbitpass ldappass smtppass mailpass emailpass ftppass adminpass rootpass apppass proxypass sudopass"
)
# The same at the end of a run of letters: `dbpassword`, `clientsecret`.
STRONG_ENDS = ("password", "passwd", "passphrase", "secret", "pwd")
# These say password as the last word of a name: `DB_PASS`, `smtp_pw`; but not in `first_pass`.
SHORT = _words("pass pw psw pswd passw")
PASSAGES = _words(
    "render first second third forward backward boarding low high band single multi two one all must should will can "
    "test tests by shader depth next last did not or and pre post"
)
# A name with one of these holds something that was drawn: only a value that looks random is taken for it.
WEAK = _words(
    "token tokens apikey apikeys authtoken accesstoken accesskey secretkey authkey privatekey apitoken bearer dsn "
    "webhook pepper authorization salt"
)
# Whose key it is: `api_key` locks something, `primary_key` does not.
KEYED = _words(
    "api access private signing sign encryption encrypt crypt cipher auth service account client master license licence "
    "consumer app application session jwt hmac fernet aes ssh deploy storage rest server admin integration subscription "
    "shared secret write ingest stripe aws openai sendgrid mailgun twilio maps google azure algolia webhook hook bot user "
    "functions function instrumentation"
)
# Keys that an application signs or encrypts with.
SIGNING = _words("signing sign signature jwt jwe jws encryption encrypt hmac fernet cipher crypt")
# What follows a secret's word in the name of something about it: `password_min_length`, `token_url`.
AFTER = _words(
    "name names path paths file files filename dir directory url uri urls id ids ref refs field fields header headers "
    "label labels type types policy hasher hashers validator validators validators validation min max length len size "
    "timeout ttl age expiry expires expire expiration expired lifetime duration format regex regexp re pattern prefix "
    "suffix env var param params parameter placeholder help text title message msg error errors hint form view template "
    "route endpoint algorithm algo scheme manager store storage backend service engine class classes model column table "
    "index count limit enabled disabled required optional allowed used exists present valid is has show hide hidden "
    "visible reset change changed update updated verify verified verification check checker strength rule rules page link "
    "button input element selector css xpath locator icon image event action callback handler listener schema serializer "
    "attribute attr property arg argument option options flag mode version kind source origin provider description desc "
    "comment note doc docs example sample demo question answer prompt hash hashed digest checksum fingerprint encrypted "
    "hashes digests checksums fingerprints patterns regexes command commands subcommand "
    "marker keyword word words character char chars alphabet charset generator mount volume namespace group role scope "
    "scopes grant audience issuer realm protocol method rotation annotation tag tags status state states stage step "
    "stdin usage budget price cost invalid wrong missing mismatch incorrect attempts tries team separator location uri mixin set"
)
# A constant that begins so holds the name of a field: `CONF_SECRET_ACCESS_KEY`, `ATTR_TOKEN`.
HOLDERS = _words(
    "conf attr attribute data field param parameter prop property opt option arg argument col column header"
)
# What comes before it in the name of something else: `invalid_password`, `public_key`, `next_token`.
BEFORE = _words(
    "invalid wrong bad missing incorrect mismatch forgot forgotten forget reset change changed update updated verify "
    "verified validate check show hide hidden has is no not require required requires allow allowed empty hash hashed "
    "encrypted sealed masked redacted help label msg message error errors hint prompt placeholder text title event topic "
    "flag permission public site publishable primary foreign cache cached partition sort row idempotency random generate "
    "generated generator common weak known forbidden banned blocked blacklist blacklisted denylist insecure leaked "
    "breached compromised expired disabled min max num count use uses using with without enable disable enter existing pull dict fake dummy mock example "
    "sample expected persist test testing tested"
)
# Of these, what is said of keys and tokens alone: a cache has a password like any other service.
OF_KEYS = _words("public site publishable primary foreign cache cached partition sort row idempotency")
# Tokens that open nothing: of models, of pages, of forms.
PASSING = _words(
    "eos bos pad unk sep cls stop special next page pagination csrf xsrf csrfmiddleware cancellation continuation"
)
# Collections of texts about secrets: what they hold under `password` is shown to people or names a type.
LABELS = _words(
    "label labels widget widgets column columns text texts message messages translation translations placeholder "
    "placeholders title titles heading headings choice choices type types schema help errors descriptions description "
    "permissions states strings fieldsets mapping aliases renames"
)
# Values that say nothing: switches, nulls, types, what a form or a workflow may say instead of a secret.
NOTHING = _words(
    "true false null none nil yes no on off inherit include omit same-origin required optional string str text secretstr "
    "varchar undefined unset disabled enabled default auto n/a na empty hidden masked redacted removed deleted todo tbd "
    "fixme void any unknown bytes number boolean object array integer write read 0 ldap oidc saml sso oauth"
)
# `password` in the languages that user interfaces are translated to.
TRANSLATED = _words(
    "passwort kennwort lösenord wachtwoord contraseña senha hasło salasana parola heslo jelszó lozinka geslo passord "
    "adgangskode parool slaptažodis geheimnis geheim segredo segreto secreto sekret heimlich jeton nyckel schlüssel clave "
    "nouveau ancien nuevo neues oubliée vergessen"
)
# What nobody chose: words of manuals and of tests, in a place where a weak value may be a dummy.
DUMMIES = _words(
    "test tests testing ci dummy fake mock example sample insecure build builder unused ignored ignore notused notneeded "
    "needed postgres mysql root guest admin password secret pass user default dev development local localhost changeme "
    "foo bar foobar abc123 12345 123456 12345678 qwerty letmein not temp tmp placeholder none static collectstatic "
    "debug production hello world minio minioadmin rabbitmq redis mongo travis circleci github gitlab"
)
# Passwords of documentation: in a URL they show its form.
SAMPLES = _words(
    "pass password passwd pw pwd secret user username token key x xx xxx apikey api_key credentials changeme example test "
    "foo bar my_password mypassword p u pswd tiger your_password yourpassword hunter2 db_password dbpassword db_pass "
    "userpass userpwd my-secret-pw userpassword secretpassword"
)
# Passwords that images of databases have out of the box: on the same machine they guard nothing.
EASY = _words("postgres root admin guest redis mysql rabbitmq mongo dev development local test airflow celery")
# Words that everybody knows, with which a service that is deployed is signed in to all the same.
SERVED = EASY | _words(
    "password passwd pass secret changeme db_password dbpassword db_pass userpass secretpassword example"
)
# Whom a URL names that only shows its form.
NOBODIES = _words(
    "user username usr uname login name u me myuser my_user youruser your_user yourusername your_username dbuser db_user "
    "db_username dbusername user_name foo bar test tests testuser example scott"
)
# Whose passwords a pipeline sets for the service containers beside it.
SERVICES = _words(
    "postgres postgresql pg pgpassword mysql mariadb rabbitmq mongo mongodb redis db database minio mssql sa elastic sql test ci"
)
# Under a name with one of these stands an identifier or a place, however random: `GOOGLE_CLIENT_ID`, `GIT_COMMIT`.
NAMING = _words(
    "id ids uuid guid public publishable sha commit revision rev version build digest checksum fingerprint tag image "
    "model region zone bucket domain host hostname hosts origin origins url uri urls endpoint email mail user username "
    "name path dir file files project tenant"
)
