package luahost

import (
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Config is what a skynet config file says: keys with values, which services
// read by skynet.getenv. A Config doesn't change.
type Config struct {
	file   string
	values map[string]string
	where  map[string]string // "file:line", of keys that are not defaults
}

// File is the path of the config.
func (c *Config) File() string { return c.file }

// Lookup is the value of a key.
func (c *Config) Lookup(key string) (value string, ok bool) {
	value, ok = c.values[key]
	return value, ok
}

// String is the value of a key, or unset.
func (c *Config) String(key, unset string) string {
	if v, ok := c.values[key]; ok {
		return v
	}
	return unset
}

// Int is the value of a key as a number, of which skynet reads what it can
// (strtol): no number is 0.
func (c *Config) Int(key string) int {
	text := strings.TrimLeft(c.values[key], " \t\r\n")
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && (text[0] == '-' || text[0] == '+')) {
		end++
	}
	n, _ := strconv.Atoi(text[:end])
	return n
}

// Where is the place in the config that a key has its value from, "file:line".
// It is "" for a key that has none, or skynet's own default.
func (c *Config) Where(key string) string { return c.where[key] }

// Env is all keys with their values, for Options.Env.
func (c *Config) Env() map[string]string { return maps.Clone(c.values) }

// defaults are what skynet sets for keys that the config doesn't
// (skynet-src/skynet_main.c).
var defaults = map[string]string{
	"thread":     "8",
	"cpath":      "./cservice/?.so",
	"harbor":     "1",
	"bootstrap":  "snlua bootstrap",
	"logservice": "logger",
	"profile":    "true",
}

func (c *Config) setDefaults() {
	for key, value := range defaults {
		if _, set := c.values[key]; !set {
			c.values[key] = value
		}
	}
	if _, set := c.values["standalone"]; !set && c.Int("harbor") == 0 { // service/bootstrap.lua
		c.values["standalone"] = "true"
	}
}

// Loader is the file that lualoader names, "" if there is none, or if it is
// skynet's own, which lies beside skynet.lua: what that does, hosts do.
func (c *Config) Loader() string {
	loader := c.values["lualoader"]
	if fi, err := os.Stat(loader); err != nil || fi.IsDir() {
		return ""
	}
	if filepath.Base(loader) == "loader.lua" && upstreamName(loader) == "loader" {
		return ""
	}
	return loader
}

// WithoutEffect names the keys that the config sets and luaws does nothing
// with, other than to let services read them.
func (c *Config) WithoutEffect() []string {
	var keys []string
	add := func(key string) {
		if c.where[key] != "" {
			keys = append(keys, key)
		}
	}
	for _, key := range []string{"cpath", "lua_cpath", "daemon"} {
		add(key)
	}
	if name := strings.Join(strings.Fields(c.values["bootstrap"]), " "); name != defaults["bootstrap"] {
		add("bootstrap")
	}
	if name := c.values["logservice"]; name != "logger" && name != "snlua" {
		add("logservice")
	}
	if loader := c.values["lualoader"]; filepath.Base(loader) != "loader.lua" && c.Loader() == "" {
		add("lualoader")
	}
	if c.Int("harbor") != 0 {
		for _, key := range []string{"harbor", "address", "master", "standalone"} {
			add(key)
		}
	}
	return keys
}
