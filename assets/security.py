"""The pages docs/security.md and docs/cryptography.md: what is decided about security, with the numbers of the code."""

import sys
from pathlib import Path

from exchange.accounts.service import sessions, signing_in
from exchange.accounts.service.password_rules import LONGEST, SHORTEST
from exchange.accounts.service.second_factors import RECOVERY_CODES, STEP_SECONDS
from exchange.files.kinds import MOST_BYTES, MOST_PARTS, MOST_UNPACKED, MediaType
from exchange.text import rendering
from exchange.text.reading import bounded, child, pdf, pictures
from exchange.web.wiring import LARGEST_REQUEST, MOST_FORM_FIELDS

_MB = 1024 * 1024


def _minutes(seconds: float) -> int:
    return int(seconds // 60)


def security_page() -> str:
    """What ASVS 5.0 asks an application to have written down."""
    kinds = ", ".join(f"{one.spoken} (.{one.ending})" for one in MediaType)
    return f"""# Security: what is decided

Made from `assets/security.py` and the code's own numbers by `make docs`. Which test holds each item of ASVS 5.0 stands in
[asvs.md](asvs.md), who may do what in [trust.md](trust.md), keys in [cryptography.md](cryptography.md).

## Ways in

| way | what it is worth | what stands behind it |
|---|---|---|
| password | one factor | Argon2id; failures are counted |
| password and a code of an app | two factors | RFC 6238, {STEP_SECONDS} seconds, the code before and after it pass, each once |
| password and a recovery code | two factors | {RECOVERY_CODES} codes, each once; its use is told to the person |
| passkey | two factors | WebAuthn with user verification; works alone |
| the ministry's own service | one factor, or two where the service says or promises so | OpenID Connect, code with PKCE, state, nonce; issuer, audience, time and an asymmetric signature are looked at |
| link of a password letter | none: it sets a password and opens no session | once, 30 minutes, ends every session; the second factor is asked for at the next sign-in |
| account of the demonstration | exists in `exchange demo` only | – |

Administrators always need two factors. Officials need them where their ministry says so: ministries bring people who have one
shared telephone or none, and would otherwise share accounts, which is worse. Against the remaining risk of a password alone stand
the list of known passwords, the pauses, the notice about a new browser, sessions of a working day, the proof again before
every dangerous act, and no right to see another ministry's drafts. Every ministry can ask for two factors with one key.

A session ends after {sessions.LONGEST.seconds // 3600} hours, after two without a page, and when roles are added. Any number of devices; each is
listed for its person. NIST SP 800-63B allows 12 hours and 30 minutes without activity at AAL2: two hours are a meeting and its way back, and dangerous acts
ask for a proof of the last {_minutes(sessions.FRESH.total_seconds())} minutes anyway.

## Guessing

{signing_in.FREE_ATTEMPTS} failures within an hour pause an account for a minute, then twice as long each time, {_minutes(signing_in.LONGEST_PAUSE.total_seconds())} minutes at most:
nobody is locked out for good. A browser that has signed in to the account before is counted apart, so a stranger who guesses does not keep the owner out. Codes of apps
are counted for each account, guests' codes by their first group. Nothing is counted by the address of the network
([decision 36](decisions/0036-own-limits.md)). Addresses without an account are answered, counted and paused alike.

## Passwords

{SHORTEST} to {LONGEST} characters of any kind; no classes of letters, no end by time, no hints. Refused are: the ten thousand commonest of that length from break-ins; what consists
of common passwords, rows of keyboards (Latin and Cyrillic), names of the exchange or the own address and its parts.

## Files

{kinds}. At most {MOST_BYTES // _MB} MB, {MOST_PARTS} parts and {MOST_UNPACKED // _MB} MB unpacked. The bytes say what a file is. Refused with a sentence: everything else, macros, active content,
what needs a password. Pictures are made anew. Where `EXCHANGE_SCAN_URL` names a ClamAV server, every file passes it, and nothing
passes while it is down; a file that it finds is not kept and its sender reads why. Files leave as attachments, with `nosniff`, a sandbox and the type that we found.

## Costly work

| what | where | bounds | when they are reached |
|---|---|---|---|
| Markdown to HTML | a child process, at saving only | {rendering.MOST_SECONDS} s, {rendering.MOST_MEMORY // _MB} MB, {rendering.MOST_CHARACTERS:,} characters | the form comes back with its text |
| documents that are taken in | a child process, two at once | {child.MOST_CPU_SECONDS} s of CPU, {bounded.MOST_SECONDS:.0f} s, {child.MOST_MEMORY // _MB} MB, {pdf.MOST_PAGES} pages | a sentence |
| pictures | a child process | {pictures.MOST_PIXELS // 1_000_000} million pixels | a sentence |
| search | twelve words, 200 characters, bounded by time | 300 ms | what was found by then, and a word about it |
| one request | the server | {LARGEST_REQUEST // _MB} MB, {MOST_FORM_FIELDS:,} fields | 413 |
| mails, feeds, digests, rebuilding the index | the worker | one at a time | pages go on |

## Kinds of data

| kind | who reads it | kept | logged |
|---|---|---|---|
| public texts | everybody | in the database; revisions stay | hashes |
| texts for members, named partners or the ministry | [trust.md](trust.md) | the same; `no-store`, never in a shared cache | hashes |
| drafts, remarks, whispers | authors, officers, administrators of the ministry | the same | hashes |
| links and passcodes of rooms | those who take part, while the door is open | in the database | never |
| accounts, sessions, what was told | the person; `/privacy` lists each with its time | in the database until then | the account's number |
| passwords, codes, tokens | nobody | as hashes or sealed ([cryptography.md](cryptography.md)) | never |
| backups | the operator | for the owner only, sealed by option | – |

What a person types stays in their own browser until the server has it, so that no word is lost with the line. It is the one
thing that a browser keeps; it is forgotten once saved, after 14 days, at signing out, and with `Clear-Site-Data`.

## What may not be known changes nothing

`make twins` opens two copies of the demonstration. One holds more: what two ministries keep between them, from practices in every
state to comments, questions, meetings, adoptions, needs, entries of a dossier and a file. Everybody who may not know of it (every account
of every ministry, who runs the platform, the visitor in four languages) asks both copies for everything that is reachable,
after somebody who may know has asked. Status, headers, names of cookies and every byte must be equal. Apart stand only
secrets made for each answer: nonces, tokens and keys of forms, challenges of passkeys, numbers of requests, a reader's own secret addresses.
What it came to stands in [measures.md](measures.md).

Reachable is what a link, a picture, a part loaded by a script, a feed or a redirect leads to, followed to the end, with query strings as the links write
them; and what may be typed: lists and administrators' pages, feeds of themes and countries, searches for the hidden words. Cut are months and years
without end. Left out are built files, the page where the demonstration shows all its mails to everyone, the page that makes a new secret for an app each time
and, for who runs the platform, accounts and the trail, which that post reads of all ministries. Not reachable, and so held by `make probes` and the tests of their capability: forms that are sent, addresses
with a secret from a mail or for a calendar, steps inside a sign-in, the number that a decree prints, papers that only a sent form makes, and pages to which nothing in the demonstration leads: the course,
draft, schedule and added minutes of a meeting that is not there yet, and the pages of one retired term and one opened ministry.

## The record and the logs

| layer | what | form | where, who, how long |
|---|---|---|---|
| record of acts | every writing act, sign-ins, break-glass: who, for which post, what, hashes before and after | rows in a chain of hashes, written with the act | the database; the ministry's administrators and the platform's; for ever |
| request | method, endpoint, status, milliseconds, number of the request, number of the account | a line of JSON | standard error, taken by the operator's collector; 90 days |
| attempt | means, end (right, wrong, paused), number of the account | the same | the same |
| fault | the trace with the number of the request | the same | the same |
| policy | what a browser reports about a broken content policy: rule and host | the same | the same |
| provider, mail, worker | what another server or a job said | the same | the same |

Times are UTC. No address of a person, text, link, password or token is in a line (`tests/web/test_logs.py`). The operator's
collector should tell somebody about: `"event": "fault"`, many `"end": "wrong"`, `"event": "policy"`, and a seal that `exchange audit verify --expect` does not find.

## Packages

Everything that runs stands in `requirements.lock` with hashes; licences are agreed one by one (`make licences`), `make sbom` writes the bill of materials.

- The set is renewed every month (`make lock`, then the whole suite). `make check` says when it is older than 45 days.
- A critical weakness is mended within 7 days, every other within 31, with the next set.
- `make check` compares both locks with `assets/weaknesses/`, without a network, and fails when a weakness applies. `known.txt` is
  written by hand: what somebody here has read about. `snapshot.txt` is made from a copy of the advisories of PyPA
  (`pypa/advisory-database`) or GitHub (`github/advisory-database`), both CC BY 4.0, once a month and on every alarm:

      git clone --depth 1 https://github.com/pypa/advisory-database COPY
      python assets/advisories.py --refresh COPY

  It keeps what concerns our packages, with its day and its source. Without a snapshot, or with one older than two months, `make check` says so.
- What applies and cannot be mended at once stands in `answered.txt` with its reason and a last day, 31 days away at most; after that the check fails again. An answer
  without an end is for a weakness that does not reach us.
- `make audit` asks the published advisories over the network, where there is one.
"""


def cryptography_page() -> str:
    """The policy about keys, and every use of cryptography."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.trust import cryptography

    return f"""# Keys and cryptography

The keys' policy and life follow NIST SP 800-57 part 1. Made from `assets/security.py` and `tests/trust/cryptography.txt` by `make docs`; a test
compares the inventory with the source.

## Keys

| key | what it is | made | held by | may protect | may not protect | renewed | if it is known to others | if it is lost |
|---|---|---|---|---|---|---|---|---|
| secret key | 384 bits, `EXCHANGE_SECRET_KEY` or `secret-key` in `EXCHANGE_DATA` (mode 0600) | by the system's generator, once | the service's account alone | session cookies, links in letters, marks of browsers, secrets of apps (sealed), checksums of the index; a key of its own is made from it for each | texts, files, backups | every two years, and with the operator's people | renew it at once: sessions and links end, apps are set up anew | the same as renewing |
| bundle key | Ed25519, `bundle-key` in `EXCHANGE_DATA` (mode 0600) | at its first use | the service's account alone; its public half is given to partners by another way | the list of files of a bundle | sign-in, cookies | when a partner asks, or every five years | delete the file, give the new public half to every partner; they delete the old one | the same |
| trusted keys | public halves of other installations, `trusted-installations` | by their owners | everybody may know them | – | – | when the owner says so | – | ask again |
| second factors | 160 bits for each person, sealed with the secret key | by the system's generator | the person's app, and the service | the person's codes | – | by the person, at any time | the person sets up a new app | recovery codes, or the ministry's administrator |
| passkeys | the device's own key pair; only the public half is kept | by the device | the device | the person's sign-in | – | by the person | the person removes it | another factor |
| secrets of other services | OIDC clients, SMTP, IMAP, PostgreSQL, S3, rooms: each its own, in settings or files | by the other service | the service's account and that service: two, never more | that one connection | anything else | yearly, and with the operator's people | renew it there, then here | the same |
| certificate of the host | TLS | by the operator's authority | the proxy | the line to browsers | – | by the operator, before its end | withdraw it, make another | another |
| backup recipients | age or GPG public keys of the operator | by the operator | the private half away from this machine | backups | – | by the operator | seal new backups to another | backups sealed to it are lost: keep two recipients |

A key is never in the source, an image, a log, a mail or a bundle. A backup holds the secret key and the bundle key, so it is kept like them: for the owner
only, sealed where it leaves the machine. Nobody types a key: the service makes or reads it. A key that has ended is deleted with
the backups that hold it, after 90 days.

## How the secret key is renewed

Stop the service, put another value into `EXCHANGE_SECRET_KEY` (48 characters and more) or delete `secret-key`, start it, then `exchange index rebuild`.
Everybody signs in anew; links in letters that were not used end; officials whose app no longer fits use a recovery code once, which does not hang on
the key, and set the app up anew. Texts, files, the record of acts and passwords do not hang on it.

## Algorithms

Allowed for protection: Argon2id, HMAC-SHA-256, SHA-256 and longer, keyed BLAKE2b, Fernet (AES-128-CBC with HMAC-SHA-256), Ed25519, and what WebAuthn and the
ministries' services sign with (ECDSA P-256 and longer, RSA 2048 and longer, Ed25519). HMAC-SHA-1 stays in two places where others read it: codes of apps (RFC 6238)
and the tokens of forms (Flask-WTF), which live as long as a session. MD5 is part of Whoosh's file format and protects nothing. Nothing is built by hand from
primitives. A new algorithm, or the end of one, is one change in `exchange/kernel/signing.py`, `exchange/kernel/vault.py` or `exchange/accounts/service/passwords.py`. For keys agreed
with others TLS of the proxy is used: hybrids with ML-KEM come with it; Ed25519 signatures of bundles are to be looked at again by 2030.

## Every use

{cryptography.as_markdown()}
"""
