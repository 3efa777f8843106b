"""Top-level modules of the standard library, of every Python from 2.7 on."""

import sys
from typing import Final

from codex_audit.project.words import words

_OLDER: Final = """
_abcoll _aix_support _bootlocale _bootsubprocess _collections_abc _crypt _dummy_thread _dummy_threading _gdbm
_hotshot _LWPCookieJar _MozillaCookieJar _msi _sha256 _sha512 _sysconfigdata _winreg _xxsubinterpreters
abc aepack aetools aetypes aifc anydbm applesingle argparse asynchat asyncore audiodev audioop autoGIL
BaseHTTPServer Bastion binhex bsddb buildtools cfmfile CGIHTTPServer cgi cgitb chunk cl commands compiler
ConfigParser contextlib Cookie cookielib copy_reg cPickle crypt cStringIO dbhash distutils DocXMLRPCServer
dircache dl dumbdbm dummy_thread dummy_threading DEVICE EasyDialogs exceptions fl flp fm formatter fpectl
fpformat FrameWork future_builtins gdbm gensuitemodule gl hotshot HTMLParser htmlentitydefs htmllib httplib ic
icopen ihooks imageop imgfile imghdr imp imputil jpeg lib2to3 linuxaudiodev lib-tk macerrors macostools
macpath macresource MacOS macurl2path mailcap markupbase md5 mhlib mimetools MimeWriter mimify MiniAEFrame
msilib multifile mutex Nav new nis nntplib os2emxpath ossaudiodev parser pipes PixMapWrapper popen2 posixfile
Queue rexec rfc822 robotparser ScrolledText sets sgi sgmllib sha SimpleDialog SimpleHTTPServer
SimpleXMLRPCServer smtpd sndhdr SocketServer spwd sre statvfs stringold StringIO strop sunau sunaudio
sunaudiodev symbol telnetlib this thread Tix Tkconstants Tkdnd Tkinter tkColorChooser tkCommonDialog
tkFileDialog tkFont tkMessageBox tkSimpleDialog toaiff ttk turtle types unicodedata urllib2 urlparse user
UserDict UserList UserString uu videoreader W whichdb xdrlib xmllib xmlrpclib __builtin__
"""

_NEWER: Final = """
_android_support _apple_support _ast_unparse _colorize _datetime _hmac _interpchannels _interpqueues
_interpreters _ios_support _lzma _opcode_metadata _pydatetime _pylong _pyrepl _remote_debugging _suggestions
_sysconfig _tokenize _types _typing _zstd annotationlib compression graphlib pathlib string tomllib zoneinfo
"""

_ALWAYS: Final = "__future__ __main__ builtins test _testcapi _testinternalcapi xxlimited xxsubtype"

STDLIB: Final = frozenset(sys.stdlib_module_names) | frozenset(f"{_OLDER} {_NEWER} {_ALWAYS}".split())
"""The running interpreter's own list counts too, for Pythons newer than this table."""

_AMBIGUOUS: Final = words("test user new commands symbol parser formatter W cl")


def is_stdlib(top: str) -> bool:
    """Whether this top-level name belongs to some supported Python's standard library."""
    return top in STDLIB


def may_be_own(top: str) -> bool:
    """Names of former or hardly used library modules that a repository may well use itself."""
    return top not in STDLIB or top in _AMBIGUOUS
