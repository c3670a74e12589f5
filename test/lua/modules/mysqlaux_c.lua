-- skynet.mysqlaux.c, which old copies of skynet.db.mysql need.
-- skynet: source: lualib-src/lua-mysqlaux.c of v1.1.0
local aux = require "mysqlaux.c"
print(aux == require "skynet.mysqlaux.c", aux.quote_sql_str "", aux.quote_sql_str(12), aux.quote_sql_str "plain text")
print(aux.quote_sql_str "it's \"a\" \\ back")
print(aux.quote_sql_str "\0 \b \n \r \t \26 é", #aux.quote_sql_str(("x'"):rep(1000)))
print(select("#", aux.quote_sql_str "one result"))
for _, args in ipairs { {}, { "a", "b", n = 2 }, { {}, n = 1 } } do
	print(select(2, pcall(aux.quote_sql_str, table.unpack(args, 1, args.n))))
end
-- Output:
-- true	''	'12'	'plain text'
-- 'it\'s \"a\" \\ back'
-- '\0 \b \n \r \t \Z é'	3002
-- 1
-- expecting one argument
-- expecting one argument
-- bad argument #1 to 'quote_sql_str' (string expected, got table)
