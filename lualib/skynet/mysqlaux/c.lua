-- skynet.mysqlaux.c, which skynet.db.mysql of skynet up to 1.2 takes from C: a
-- text as a literal of SQL.
local escapes = {
	["\0"] = "\\0", ["\b"] = "\\b", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t",
	["\26"] = "\\Z", ["\\"] = "\\\\", ["'"] = "\\'", ['"'] = '\\"',
}

return {
	quote_sql_str = function(...)
		if select("#", ...) ~= 1 then error("expecting one argument", 2) end
		local text = ...
		if type(text) ~= "string" and type(text) ~= "number" then
			error("bad argument #1 to 'quote_sql_str' (string expected, got " .. type(text) .. ")", 2)
		end
		return "'" .. tostring(text):gsub("[%z\b\n\r\t\26\\'\"]", escapes) .. "'"
	end,
}
