-- The whole of md5.
-- skynet: ran on f19d1605
local md5 = require "md5"

local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(md5.sumhexa "", md5.sumhexa "a", md5.sumhexa(("x"):rep(1000)), md5.sumhexa(12))
print(hex(md5.sum "message digest") == md5.sumhexa "message digest", #md5.sum "")
print(md5.hmacmd5("what do ya want for nothing?", "Jefe"))
print(md5.hmacmd5("data", ("k"):rep(64)), md5.hmacmd5("data", ("k"):rep(65)), md5.hmacmd5("", ""))
print(hex(md5.exor("\1\2\3", "\3\2\1")), md5.exor("", "") == "")
local function bad(f, ...)
	local _, msg = pcall(f, ...)
	print((msg:gsub("md5[%w.]*%.", "")))
end
for _, n in ipairs { 0, 1, 15, 16, 17, 100 } do
	local text = ("luaws "):rep(20):sub(1, n)
	for _, seed in ipairs { "", "s", ("seed"):rep(4) } do
		local secret = md5.crypt(text, "key", seed)
		print(n, #seed, #secret, md5.sumhexa(secret), md5.decrypt(secret, "key") == text, md5.decrypt(secret, "other") == text)
	end
end
print(hex(md5.crypt("abc", "key", "seed")), hex(md5.crypt("abc", "", "")))
print(md5.decrypt(md5.crypt("x", "k"), "k"), md5.crypt("x", "k"):byte())
bad(md5.exor, "a", "ab")
bad(md5.decrypt, "", "k")
bad(md5.decrypt, "\17" .. ("x"):rep(30), "k")
bad(md5.decrypt, "\4abc", "k")
bad(md5.crypt, "x", ("k"):rep(257), "s")
bad(md5.crypt, "x", "k", ("s"):rep(17))
print(md5._VERSION, require "md5.core".sum "x" == md5.sum "x")
-- Output:
-- d41d8cd98f00b204e9800998ecf8427e	0cc175b9c0f1b6a831c399e269772661	398533d48111e9f664b1f64cb10c4b63	c20ad4d76fe97759aa27a0c99bff6710
-- true	16
-- 750c783e6ab0b503eaa86e310a5db738
-- e0525f930df7e5415f8beed9da4e1f3c	b7d1158ae12147f7faa37bc828cc7321	74e6f7298a9c2d168935f58c001bad88
-- 020002	true
-- 0	0	1	93b885adfe0da089cdf634904fd59f71	true	true
-- 0	1	2	80825dab36766b64994806a42e331908	true	true
-- 0	16	17	cbd272e2f8d9167e83c365bd0f542a9e	true	true
-- 1	0	2	ccedcfc8c643e26dc7e5fe642e3cf377	true	false
-- 1	1	3	2830dbc26b1b19d173b36fe3481385f8	true	false
-- 1	16	18	ea29bff95beadefc715dc5cc1e6fd90f	true	false
-- 15	0	16	e2b4274a07f3b2574010b55c599c41e9	true	false
-- 15	1	17	f36e0a18a93480763b7eecf7685bda57	true	false
-- 15	16	32	5900ff97fb935441cc80d2fa4d5150de	true	false
-- 16	0	17	dbd79a8ae3cb87e1c0a7a972f58fcc4b	true	false
-- 16	1	18	8e359af0a97a50afcbf338b13321453c	true	false
-- 16	16	33	9e01173bf33570f37e017ba3e8cb8259	true	false
-- 17	0	18	17348e1329df25fba67b08661725e593	true	false
-- 17	1	19	40e02b818281a98c836e3ce0f14fcf78	true	false
-- 17	16	34	28944f78d1829fbf3e5c7f7506353b8d	true	false
-- 100	0	101	a2d871ac786c56b92d351fc60f4532f9	true	false
-- 100	1	102	8fe05470a72a8e77016f568b0febb53e	true	false
-- 100	16	117	2bae8a9af83d16449f3c96656ae4c697	true	false
-- 0473656564ce872a	002b8570
-- x	8
-- bad argument #2 to 'exor' (lengths must be equal)
-- bad argument #1 to 'decrypt' (invalid cyphered string)
-- bad argument #1 to 'decrypt' (invalid cyphered string)
-- bad argument #1 to 'decrypt' (invalid cyphered string)
-- key too long (> 256)
-- seed too long (> 16)
-- MD5 1.2	true
