package syntax

import (
	"errors"
	"strings"
	"testing"
)

func TestChunkID(t *testing.T) {
	long := strings.Repeat("x", 100)
	for name, want := range map[string]string{
		"=stdin":           "stdin",
		"=":                "",
		"@main.lua":        "main.lua",
		"=" + long:         long[:59],
		"@dir/" + long:     "..." + long[:56],
		"@" + long[:59]:    long[:59],
		"return 1":         `[string "return 1"]`,
		"a\nb":             `[string "a..."]`,
		"\nb":              `[string "..."]`,
		"":                 `[string ""]`,
		long:               `[string "` + long[:45] + `..."]`,
		long[:44]:          `[string "` + long[:44] + `"]`,
		long[:45]:          `[string "` + long[:45] + `..."]`,
		long[:44] + "\nyy": `[string "` + long[:44] + `..."]`,
	} {
		if got := ChunkID(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestSyntaxError(t *testing.T) {
	_, err := Compile("x =\n\n=", "@dir/a.lua", plainValues)
	var e *SyntaxError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.File != "dir/a.lua" || e.Line != 3 || e.Msg != "unexpected symbol near '='" || e.Error() != "dir/a.lua:3: unexpected symbol near '='" {
		t.Errorf("%+v", e)
	}
	if err := Check("x = 1", "=x"); err != nil {
		t.Error(err)
	}
	if _, err := Compile("f("+strings.Repeat("1,", 300)+"1)", "=x", plainValues); err == nil || err.Error() != "x:1: function or expression needs too many registers" {
		t.Error(err)
	}
	if _, err := Compile("while x do "+strings.Repeat("f() ", 70000)+"end", "=x", plainValues); err == nil || !strings.HasSuffix(err.Error(), "control structure too long") {
		t.Error(err)
	}
}

func TestFileText(t *testing.T) {
	for in, want := range map[string]string{
		"#!/usr/bin/lua\nx = 1":        "\nx = 1",
		"\xef\xbb\xbfx = 1":            "x = 1",
		"\xef\xbb\xbf# first\r\nx = 1": "\nx = 1",
		"#":                            "",
		"x = 1 # y":                    "x = 1 # y",
		"":                             "",
		"\n#!/usr/bin/lua":             "\n#!/usr/bin/lua",
	} {
		if got := FileText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
