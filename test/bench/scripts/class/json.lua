-- JSON in plain Lua, for servers that have none in C: what a game server would bring along.
-- Objects and arrays are tables; null is json.null; a table with [1] is an array, as is an empty one.
local byte, char, find, sub, format, gsub = string.byte, string.char, string.find, string.sub, string.format, string.gsub
local concat, floor, mtype = table.concat, math.floor, math.type
local pairs, type, tonumber, error, next = pairs, type, tonumber, error, next

local json = {null = setmetatable({}, {__tostring = function() return "null" end})}

local function fail(s, i, what)
	error(format("json: %s at %d", what, i), 0)
end

-- Reading: each function takes the text and where to start, and returns the value and where it ends.

local value

local ESCAPED = {['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t"}

local function utf(high, low)
	local c = tonumber(high, 16)
	if low then
		c = 0x10000 + (c - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00
	end
	return utf8.char(c)
end

local function unescape(s)
	if find(s, "\\u", 1, true) then
		s = gsub(s, "\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)", utf)
		s = gsub(s, "\\u(%x%x%x%x)", utf)
	end
	return (gsub(s, "\\(.)", ESCAPED))
end

local function text(s, i) -- s[i] is the quote
	local j = i + 1
	while true do
		local k = find(s, '["\\]', j)
		if not k then fail(s, i, "unfinished string") end
		if byte(s, k) == 34 then
			local t = sub(s, i + 1, k - 1)
			if j > i + 1 then t = unescape(t) end
			return t, k + 1
		end
		j = k + 2
	end
end

local function space(s, i)
	return find(s, "[^ \n\t\r]", i) or #s + 1
end

local function array(s, i)
	local t, n = {}, 0
	i = space(s, i + 1)
	if byte(s, i) == 93 then return t, i + 1 end
	while true do
		n = n + 1
		t[n], i = value(s, i)
		i = space(s, i)
		local c = byte(s, i)
		if c == 93 then return t, i + 1 end
		if c ~= 44 then fail(s, i, "',' or ']' expected") end
		i = space(s, i + 1)
	end
end

local function object(s, i)
	local t = {}
	i = space(s, i + 1)
	if byte(s, i) == 125 then return t, i + 1 end
	while true do
		if byte(s, i) ~= 34 then fail(s, i, "a key expected") end
		local k
		k, i = text(s, i)
		i = space(s, i)
		if byte(s, i) ~= 58 then fail(s, i, "':' expected") end
		t[k], i = value(s, space(s, i + 1))
		i = space(s, i)
		local c = byte(s, i)
		if c == 125 then return t, i + 1 end
		if c ~= 44 then fail(s, i, "',' or '}' expected") end
		i = space(s, i + 1)
	end
end

local function word(name, v)
	return function(s, i)
		local e = i + #name
		if sub(s, i, e - 1) ~= name then fail(s, i, "a value expected") end
		return v, e
	end
end

local READ = {[34] = text, [91] = array, [123] = object, [116] = word("true", true), [102] = word("false", false), [110] = word("null", json.null)}

function value(s, i)
	local read = READ[byte(s, i)]
	if read then return read(s, i) end
	local _, e = find(s, "^-?%d+%.?%d*[eE]?[+-]?%d*", i)
	local n = e and tonumber(sub(s, i, e))
	if not n then fail(s, i, "a value expected") end
	return n, e + 1
end

function json.decode(s)
	local v, i = value(s, space(s, 1))
	if space(s, i) <= #s then fail(s, i, "nothing more expected") end
	return v
end

-- Writing: each piece goes into one list, joined at the end.

local ESCAPES = setmetatable({['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t"}, {
	__index = function(t, c)
		local e = format("\\u%04x", byte(c))
		t[c] = e
		return e
	end,
})

local function quoted(s)
	if find(s, '[%c"\\]') then s = gsub(s, '[%c"\\]', ESCAPES) end
	return '"' .. s .. '"'
end

local function put(out, n, v)
	local kind = type(v)
	if kind == "string" then
		n = n + 1
		out[n] = quoted(v)
	elseif kind == "number" then
		n = n + 1
		out[n] = mtype(v) == "integer" and format("%d", v) or format("%.14g", v)
	elseif kind == "boolean" then
		n = n + 1
		out[n] = v and "true" or "false"
	elseif v == json.null then
		n = n + 1
		out[n] = "null"
	elseif kind ~= "table" then
		error("json: a " .. kind .. " can't be written", 0)
	elseif v[1] ~= nil or next(v) == nil then
		n = n + 1
		out[n] = "["
		for i = 1, #v do
			if i > 1 then
				n = n + 1
				out[n] = ","
			end
			n = put(out, n, v[i])
		end
		n = n + 1
		out[n] = "]"
	else
		local comma = "{"
		for k, x in pairs(v) do
			n = n + 1
			out[n] = comma .. quoted(k) .. ":"
			comma = ","
			n = put(out, n, x)
		end
		n = n + 1
		out[n] = "}"
	end
	return n
end

function json.encode(v)
	local out = {}
	put(out, 0, v)
	return concat(out)
end

return json
