//go:build !unix

package wsbridge

func fileLimit() int { return 0 }
