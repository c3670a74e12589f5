-- skynet.crypt as a login server and its client use it, and what it refuses.
-- skynet: ran on f19d1605
local crypt = require "skynet.crypt"

local challenge = "\1\2\3\4\5\6\7\8"
local client, server = "client00", "server99"
local toServer, toClient = crypt.dhexchange(client), crypt.dhexchange(server)
local secret = crypt.dhsecret(toClient, client)
print(crypt.hexencode(secret), secret == crypt.dhsecret(toServer, server))
print(crypt.hexencode(crypt.hmac64(challenge, secret)), crypt.hexencode(crypt.hmac64_md5(challenge, secret)))
local token = ("%s@%s:%s"):format(crypt.base64encode "user", crypt.base64encode "sample", crypt.base64encode "password")
local etoken = crypt.desencode(secret, token)
print(crypt.base64encode(etoken), crypt.desdecode(secret, etoken))
print(crypt.hexencode(crypt.hmac_hash(secret, token)), crypt.hexencode(crypt.hashkey(token)))
print(crypt.hexencode(crypt.sha1(token)), crypt.hexencode(crypt.hmac_sha1(secret, token)))
print(#crypt.randomkey(), crypt.randomkey() ~= crypt.randomkey())
print(crypt.padding.iso7816_4, crypt.padding.pkcs7)
for name, mode in pairs { none = nil, iso7816_4 = crypt.padding.iso7816_4, pkcs7 = crypt.padding.pkcs7 } do
	for n = 0, 24 do
		local text = ("x"):rep(n)
		assert(crypt.desdecode(challenge, crypt.desencode(challenge, text, mode), mode) == text, name)
	end
end
print(crypt.xor_str(crypt.xor_str("some text", "key"), "key"), crypt.hexdecode "6c75617773")
for _, call in ipairs {
	{ "desencode", "short", "x" }, { "desencode", challenge, "x", 9 }, { "desdecode", challenge, "" }, { "desdecode", challenge, challenge },
	{ "hexdecode", "abc" }, { "hexdecode", "xx" }, { "base64decode", "A" }, { "xor_str", "x", "" }, { "dhexchange", "x" },
	{ "dhexchange", ("\0"):rep(8) }, { "hmac64", "x", challenge }, { "hmac64", challenge, "x" }, { "hmac_hash", "x", "y" },
} do print(call[1], select(2, pcall(crypt[call[1]], table.unpack(call, 2)))) end
print(select("#", pcall(crypt.sha1)), (pcall(crypt.sha1, nil)), (pcall(crypt.base64encode, {})))
-- Output:
-- a74801c5b901cf94	true
-- 99bacb4181dde5e1	37db92e96fd6fa39
-- MhvGKYXXfFa0eX44Y5WSSNVPQ3JP9YVZqZX7LaOn35A=	dXNlcg==@c2FtcGxl:cGFzc3dvcmQ=
-- e6617515e871322b	ae905f3b8bdd403e
-- e83ae9ddbbd93d8662a5521588ce6757996fbbb0	2bda68208801b71361ff72cd65a4a1c21aa9b273
-- 8	true
-- 0	1
-- some text	luaws
-- desencode	Invalid key size 5, need 8 bytes
-- desencode	Invalid padding mode 9
-- desdecode	Invalid des crypt text length 0
-- desdecode	Invalid des crypt text
-- hexdecode	Invalid hex text size 3
-- hexdecode	Invalid hex text
-- base64decode	Invalid base64 text
-- xor_str	Can't xor empty string
-- dhexchange	Invalid dh uint64 key
-- dhexchange	Can't be 0
-- hmac64	Invalid uint64 x
-- hmac64	Invalid uint64 y
-- hmac_hash	Invalid uint64 key
-- 2	false	false
