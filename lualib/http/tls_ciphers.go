package http

import (
	"crypto/tls"
	"slices"
	"strings"
)

// cipherSuites finds the suites of OpenSSL names.
func cipherSuites(list string) []uint16 {
	var ids []uint16
	names := strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(":, ", r) })
	for _, s := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		if slices.Contains(names, openSSLName(s.Name)) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// openSSLName writes TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 as ECDHE-RSA-AES128-GCM-SHA256.
func openSSLName(name string) string {
	return strings.NewReplacer("TLS_RSA_WITH_", "", "TLS_", "", "WITH_", "", "AES_", "AES", "_CBC", "",
		"POLY1305_SHA256", "POLY1305", "3DES_EDE", "DES-CBC3", "_", "-").Replace(name)
}
