// Package conformance holds luaws to the websocket protocol: RFC 6455 and, for
// permessage-deflate, RFC 7692. It has two halves.
//
// # Cases of our own
//
// Tables of cases, each named after its rule and the section that has it. They
// speak bytes to an echo handler in Lua over TCP, through the whole stack of luaws
// serve, and where the documentation doesn't say otherwise through http.websocket's
// accept. The frames are made and read by a small codec of this package's, so that
// nothing is taken for right because a library does it too. They always run.
//
// # The Autobahn testsuite
//
// TestAutobahnServer runs the fuzzing client of the public Autobahn testsuite against
// luaws serve, TestAutobahnClient its fuzzing server against wsbridge.Dial: some 500
// cases each. They run when the suite's command wstest is there, in PATH or named by
// $AUTOBAHN, and are skipped otherwise. To get it, either
//
//	pypy -m pip install autobahntestsuite      # Python 2.7; CPython 2.7 does too
//	AUTOBAHN=/path/to/wstest go test -v -timeout 1h -run Autobahn ./test/conformance
//
// or, with Docker on Linux (it has to reach 127.0.0.1),
//
//	docker pull crossbario/autobahn-testsuite
//	AUTOBAHN=docker:crossbario/autobahn-testsuite go test -v -timeout 1h -run Autobahn ./test/conformance
//
// A case fails that is not OK, or INFORMATIONAL where it can be no more: NON-STRICT
// is a failure. $AUTOBAHN_REPORTS names the folder to keep the reports in (index.html
// is the overview); $AUTOBAHN_CASES takes a choice, as "1.*,6.4.*".
//
// By hand, with a fuzzingclient.json that has {"url": "ws://127.0.0.1:9001"}:
//
//	luaws serve --script examples/echo.lua --compress --port 9001
//	wstest -m fuzzingclient -s fuzzingclient.json
//
// The suite's longest messages have 16 MiB. examples/echo.lua takes them; for a class
// that doesn't set max_payload_len there is --max-message 16MB. Cases 12.* and 13.*
// are compression: without --compress they are UNIMPLEMENTED.
package conformance
