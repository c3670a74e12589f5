// Package buffer is what tests have logs and output written to.
package buffer
