package skynet

// CoreServices are those of skynet's inner workings.
var CoreServices = map[string]bool{"launcher": true}
