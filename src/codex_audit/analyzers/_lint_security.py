"""The selection of ruff's codes that concern security."""

from functools import partial
from typing import Final

from codex_audit.analyzers._lint_rule import HIGH, INFO, LIKELY, LOW, MEDIUM, SURE, UNSURE, Selected, selected
from codex_audit.domain.finding import Menu

_rule = partial(selected, menu=Menu.SECURITY)

SECURITY: Final[tuple[Selected, ...]] = (
    _rule(
        "S602",
        "shell-injection",
        HIGH,
        "A subprocess runs a computed command through the shell",
        "With shell=True every part of the command line that comes from outside can run commands of its own. "
        "Pass "
        "the program and its arguments as a list and leave the shell out, or quote each part with "
        "shlex.quote.",
        "A computed command line runs through the shell",
        confidence=LIKELY,
        fires="import subprocess\n\n\ndef show(name):\n"
        "    subprocess.run(f'cat {name}', shell=True, check=True)\n",
        passes="import subprocess\n\n\ndef show(name):\n    subprocess.run(['cat', name], check=True)\n",
    ),
    _rule(
        "S605",
        "system-call",
        HIGH,
        "os.system or os.popen runs a computed command",
        "The command goes through the shell, so that any part of it that comes from outside can run commands "
        "of "
        "its own; its failure is easily overlooked too. Use subprocess.run with a list and check=True.",
        "A computed command line runs through the shell",
        confidence=LIKELY,
        fires="import os\n\n\ndef show(name):\n    os.system('cat ' + name)\n",
        passes="import subprocess\n\n\ndef show(name):\n    subprocess.run(['cat', name], check=True)\n",
    ),
    _rule(
        "S501 S323",
        "no-certificate-check",
        HIGH,
        "TLS certificates are not checked",
        "Without the check anyone on the way can read and change the traffic. Leave verification on, and "
        "name the "
        "authority's file where a private one is used.",
        "TLS certificates are not checked here",
        fires="import requests\n\nrequests.get('https://corp.net', verify=False, timeout=5)\n",
        passes="import requests\n\nrequests.get('https://corp.net', timeout=5)\n",
    ),
    _rule(
        "S502 S503 S504",
        "obsolete-tls",
        HIGH,
        "An obsolete TLS or SSL version is allowed",
        "SSL 2 and 3 and TLS 1.0 and 1.1 are broken. Use ssl.create_default_context, which picks a version "
        "that holds.",
        "An obsolete TLS or SSL version is allowed here",
        fires="import ssl\n\nssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv3)\n",
        passes="import ssl\n\ncontext = ssl.create_default_context()\n",
    ),
    _rule(
        "S506",
        "unsafe-yaml",
        HIGH,
        "YAML is loaded with a loader that can build any object",
        "A document from outside can then run code as it is loaded. Use yaml.safe_load or SafeLoader.",
        "This loader can build any object out of a document",
        confidence=LIKELY,
        fires="import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.UnsafeLoader)\n",
        passes="import yaml\n\n\ndef read(text):\n    return yaml.safe_load(text)\n",
    ),
    _rule(
        "S201",
        "flask-debug",
        HIGH,
        "A Flask application runs with its debugger on",
        "The debugger lets everyone who reaches the port run code. Turn it on by an environment variable on "
        "the "
        "developer's machine alone.",
        "The debugger of this application lets everyone who reaches it run code",
        fires="from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n",
        passes="from flask import Flask\n\napp = Flask(__name__)\napp.run()\n",
    ),
    _rule(
        "PLE2502",
        "bidirectional-text",
        HIGH,
        "The source holds characters that change the direction of text",
        "They make code look different from what it does. Remove them, or write them as escapes.",
        "A direction control character makes this line look different from what it does",
        fires="name = 'user\u202e'\n",
        passes="name = 'user\\u202e'\n",
    ),
    _rule(
        "S507",
        "unknown-host-key",
        HIGH,
        "SSH host keys are accepted unseen",
        "Any machine can pose as the host. Load known host keys and reject others.",
        "Unknown host keys are accepted here",
        confidence=LIKELY,
        fires="from paramiko import client\n\nssh = client.SSHClient()\n"
        "ssh.set_missing_host_key_policy(client.AutoAddPolicy)\n",
        passes="from paramiko import client\n\nssh = client.SSHClient()\nssh.load_system_host_keys()\n",
    ),
    _rule(
        "S102",
        "exec",
        MEDIUM,
        "exec runs text as code",
        "Text that anyone else can influence then runs with all rights of the program. Use a table of "
        "functions, "
        "importlib, or a parser for the small language that is meant.",
        "Text runs as code here",
        confidence=LIKELY,
        in_tests=INFO,
        fires="def run(text):\n    exec(text)\n",
        passes="TABLE = {'up': len}\n\n\ndef run(name, value):\n    return TABLE[name](value)\n",
    ),
    _rule(
        "S307",
        "eval",
        MEDIUM,
        "eval computes text as an expression",
        "Text that anyone else can influence then runs with all rights of the program. ast.literal_eval "
        "reads "
        "literals; anything richer deserves a parser.",
        "Text is computed as an expression here",
        confidence=LIKELY,
        in_tests=INFO,
        fires="def read(text):\n    return eval(text)\n",
        passes="import ast\n\n\ndef read(text):\n    return ast.literal_eval(text)\n",
    ),
    _rule(
        "S301 S302",
        "unpickling",
        MEDIUM,
        "Pickled or marshalled data is loaded",
        "Such data can run code as it is loaded, so it must never come from outside. Use JSON, or sign the "
        "data "
        "and check the signature first.",
        "Loading this data can run code that stands in it",
        confidence=LIKELY,
        in_tests=INFO,
        fires="import pickle\n\n\ndef read(data):\n    return pickle.loads(data)\n",
        passes="import json\n\n\ndef read(data):\n    return json.loads(data)\n",
    ),
    _rule(
        "S202",
        "unchecked-extraction",
        MEDIUM,
        "An archive is extracted without checking its members",
        "Members such as ../../etc/passwd are written outside the folder. Pass filter='data' (Python 3.12 "
        "and the "
        "security releases before it), or check each member.",
        "Members of the archive can be written outside the folder",
        confidence=LIKELY,
        fires="import tarfile\n\n\ndef unpack(path, target):\n    with tarfile.open(path) as archive:\n"
        "        archive.extractall(target)\n",
        passes="import tarfile\n\n\ndef unpack(path, target):\n    with tarfile.open(path) as archive:\n"
        "        archive.extractall(target, filter='data')\n",
    ),
    _rule(
        "S608 S610 S611",
        "sql-by-string",
        MEDIUM,
        "SQL is put together from strings",
        "Values that come from outside can change the statement. Pass values as parameters; take names of "
        "tables "
        "and columns from a fixed list.",
        "An SQL statement is put together from strings",
        confidence=UNSURE,
        fires="def find(cursor, name):\n    cursor.execute(f\"SELECT * FROM users WHERE name = '{name}'\")\n",
        passes="def find(cursor, name):\n    cursor.execute('SELECT * FROM users WHERE name = ?', (name,))\n",
    ),
    _rule(
        "S701 S702",
        "template-without-escaping",
        MEDIUM,
        "Templates are rendered without escaping",
        "Values that come from outside can bring scripts into a page. Use autoescape=select_autoescape(); "
        "where the "
        "output is not HTML, say so beside the call.",
        "Values go into the rendered text without escaping",
        confidence=UNSURE,
        fires="import jinja2\n\nenvironment = jinja2.Environment()\n",
        passes="import jinja2\n\nenvironment = jinja2.Environment(autoescape=jinja2.select_autoescape())\n",
    ),
    _rule(
        "S308 S704",
        "marked-safe",
        MEDIUM,
        "Computed text is marked as safe HTML",
        "Values that come from outside can bring scripts into a page. Escape them first: format_html, "
        "Markup.escape.",
        "Computed text is taken for safe HTML",
        confidence=UNSURE,
        fires="from django.utils.safestring import mark_safe\n\n\ndef show(name):\n"
        "    return mark_safe(f'<b>{name}</b>')\n",
        passes="from django.utils.html import format_html\n\n\ndef show(name):\n"
        "    return format_html('<b>{}</b>', name)\n",
    ),
    _rule(
        "S304 S305 S505 S508 S509",
        "weak-cipher",
        MEDIUM,
        "A weak cipher, mode or key size is used",
        "It can be broken with modest means. Use AES in an authenticated mode and keys of the sizes now "
        "advised.",
        "A weak cipher, mode or key size is used",
        confidence=LIKELY,
        fires="from Crypto.Cipher import DES\n\n\ndef make(key):\n    return DES.new(key, DES.MODE_ECB)\n",
        passes="from Crypto.Cipher import AES\n\n\ndef make(key):\n    return AES.new(key, AES.MODE_GCM)\n",
    ),
    _rule(
        "S113",
        "request-without-timeout",
        MEDIUM,
        "An HTTP request has no time limit",
        "A server that does not answer then hangs the program for good. Pass timeout=.",
        "This request can wait for ever",
        menu=Menu.QUALITY_GATES,
        fires="import requests\n\nrequests.get('https://corp.net')\n",
        passes="import requests\n\nrequests.get('https://corp.net', timeout=10)\n",
    ),
    _rule(
        "S306",
        "temporary-name",
        MEDIUM,
        "tempfile.mktemp gives a name that another process can take first",
        "Between the name and the file someone else can put a link there. Use NamedTemporaryFile or mkstemp.",
        "Another process can take this name first",
        fires="import tempfile\n\nname = tempfile.mktemp()\n",
        passes="import tempfile\n\nhandle, name = tempfile.mkstemp()\n",
    ),
    _rule(
        "S103",
        "open-permissions",
        MEDIUM,
        "A file is made writable or executable for everyone",
        "Other users of the machine can change it. Give rights to the owner, or the group, alone.",
        "Everyone on the machine gets these rights",
        confidence=LIKELY,
        fires="import os\n\nos.chmod('cache', 0o777)\n",
        passes="import os\n\nos.chmod('cache', 0o700)\n",
    ),
    _rule(
        "S609",
        "shell-wildcard",
        MEDIUM,
        "A command with a wildcard runs through the shell",
        "A file with a name such as --checkpoint-action becomes an option of the command. List the files in "
        "Python.",
        "File names that the wildcard finds can become options",
        fires="import os\n\nos.system('chown root: *')\n",
        passes="import os\n\nfor name in os.listdir('.'):\n    os.chown(name, 0, 0)\n",
    ),
    _rule(
        "S612",
        "logging-listener",
        MEDIUM,
        "logging.config.listen takes configuration from a socket",
        "A local process can send configuration that runs code. Read the configuration from a file, or pass "
        "verify=.",
        "Configuration that comes over this socket can run code",
        fires="import logging.config\n\nthread = logging.config.listen(9999)\n",
        passes="import logging.config\n\nlogging.config.fileConfig('logging.ini')\n",
    ),
    _rule(
        "S324",
        "weak-hash",
        LOW,
        "MD5 or SHA-1 is used",
        "Both are broken for signatures, passwords and anything that guards against intent. Use SHA-256 "
        "there; for "
        "cache keys and checksums say usedforsecurity=False.",
        "This hash is broken where security rests on it",
        confidence=UNSURE,
        in_tests=INFO,
        fires="import hashlib\n\n\ndef sign(data):\n    return hashlib.md5(data).hexdigest()\n",
        passes="import hashlib\n\n\ndef sign(data):\n    return hashlib.sha256(data).hexdigest()\n",
    ),
    _rule(
        "S312 S321",
        "cleartext-protocol",
        LOW,
        "Telnet or FTP is used",
        "Passwords and data travel readable by everyone on the way. Use SSH, SFTP or HTTPS.",
        "Passwords and data travel readable here",
        confidence=LIKELY,
        fires="import ftplib\n\nserver = ftplib.FTP('corp.net')\n",
        passes="import ftplib\n\nserver = ftplib.FTP_TLS\n",
    ),
    _rule(
        "S313 S314 S315 S316 S317 S318 S319",
        "xml-from-outside",
        LOW,
        "XML is parsed by a parser that expands entities",
        "A small document can expand to gigabytes. Where documents come from outside, use defusedxml.",
        "A document from outside can make this parser use up the memory",
        confidence=UNSURE,
        in_tests=INFO,
        fires="import xml.etree.ElementTree as ET\n\n\ndef read(text):\n    return ET.fromstring(text)\n",
        passes="import defusedxml.ElementTree as ET\n\n\ndef read(text):\n    return ET.fromstring(text)\n",
    ),
    _rule(
        "S108",
        "shared-temporary-path",
        LOW,
        "A fixed path in the shared temporary folder is used",
        "Other users of the machine can put a file or link there first. Use the tempfile module.",
        "Other users of the machine can put a file or link here first",
        confidence=UNSURE,
        in_tests=None,
        fires="with open('/tmp/tool.cache', 'w') as stream:\n    stream.write('x')\n",
        passes="import tempfile\n\nfolder = tempfile.mkdtemp()\n",
    ),
    _rule(
        "S104",
        "bound-to-all-interfaces",
        LOW,
        "A server may listen on every network interface",
        "It can then be reached from outside. Bind to 127.0.0.1 unless it is meant to serve others.",
        "A server bound to this address can be reached from outside",
        confidence=UNSURE,
        in_tests=INFO,
        fires="HOST = '0.0.0.0'\n",
        passes="HOST = '127.0.0.1'\n",
    ),
    _rule(
        "PLE2510 PLE2512 PLE2513 PLE2514 PLE2515",
        "hidden-character",
        LOW,
        "The source holds a control or zero-width character",
        "It cannot be seen and changes what a string holds. Write it as an escape.",
        "A character that cannot be seen stands on this line",
        confidence=SURE,
        fires="name = 'us\u200ber'\n",
        passes="name = 'us\\u200ber'\n",
    ),
)
