// Package service runs a test's Go code inside a service, where it has the Lua
// state that library functions need.
package service
