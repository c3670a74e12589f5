// Package cert makes certificates for tests.
package cert
