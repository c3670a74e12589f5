//go:build linux

package main

import (
	"embed"
	"os"
)

// The scripts are what the servers run: files of the scenarios, and projects.
//
//go:embed scripts
var scripts embed.FS

// unpackScripts copies scripts/ into dir, as dir/scripts.
func unpackScripts(dir string) error { return os.CopyFS(dir, scripts) }
