import type { Language } from './messages.js';

const ENGLISH = `Usage: npm run import -- orders FILE … [options]

Checks whole CSV files of orders and, with --commit, posts them as ORDER_COMPLETED events.

What happens
  --dry-run              check and report only; the default
  --commit               post what passed the check
  --strict               with --commit: post nothing when a row needs correcting
  --out FOLDER           where the report goes (./import-report-<file name>; with several files one folder each in it)
  --lang en-US|zh-CN     language of this command and of the reasons in the report

The API
  --url URL              address of Jifen (else JIFEN_URL, else .local/credentials.json)
  --key KEY              API key with the scope events:backdate (else JIFEN_API_KEY, else .local/credentials.json)
  --batch-size N         most events in one request, 1 to 1000 (500)

The file
  --preset NAME          online-retail-invoices or online-retail-lines; options given beside it win
  --columns LIST         what=header pairs: invoice, date, customer, quantity, price, amount, sku, description,
                         category, currency (invoice=InvoiceNo,date=InvoiceDate,customer=CustomerID,
                         quantity=Quantity,price=UnitPrice)
  --delimiter C          one character, \\t for a tab (,)
  --encoding E           utf8, latin1 or utf16le (utf8)
  --date-format F        ISO, or tokens YYYY YY MM M DD D HH H hh h A mm m ss s SSS Z (ISO)
  --time-zone ZONE       IANA zone of times without an offset (UTC)
  --decimal C            . or , (.)
  --thousands C          thousands separator, when the file has one

The orders
  --amount A             quantity*price or column (quantity*price; column when an amount column is named)
  --currency CODE        ISO 4217 currency of rows that name none
  --[no-]group-by-invoice  rows with one invoice number are one order at its first time (yes)
  --cancel-prefix TEXT   invoice numbers that begin so are cancellations; "" for none (C)
  --no-customer LIST     customers that are no customers, beside empty ones ((blank))
  --exclude-codes LIST   codes in the sku column that earn nothing, such as POST,DOT
  --[no-]items           send the lines with codes as items, for rules by sku and category (yes)
  --id-prefix TEXT       put before every invoice number to make the event id and order number
  --customer-prefix TEXT put before every customer to make the user id

Exit codes: 0 everything is in order, 1 rows need correcting, were rejected or not sent, 2 wrong usage.
More: docs/import.md
`;

const CHINESE = `用法：npm run import -- orders 文件 … [选项]

先检查整个订单 CSV 文件；加 --commit 后以 ORDER_COMPLETED 事件提交。

执行方式
  --dry-run              只检查并生成报告（默认）
  --commit               提交通过检查的订单
  --strict               与 --commit 同用：只要有待更正的行就不提交任何数据
  --out 目录             报告目录（./import-report-<文件名>；多个文件时各占其中一个子目录）
  --lang en-US|zh-CN     本命令及报告中原因说明的语言

接口
  --url URL              积分服务地址（其次 JIFEN_URL，再次 .local/credentials.json）
  --key KEY              具有 events:backdate 权限的 API 密钥（其次 JIFEN_API_KEY，再次 .local/credentials.json）
  --batch-size N         每次请求的最多事件数，1 至 1000（500）

文件
  --preset 名称          online-retail-invoices 或 online-retail-lines；同时给出的选项优先
  --columns 列表         含义=表头：invoice、date、customer、quantity、price、amount、sku、description、
                         category、currency（invoice=InvoiceNo,date=InvoiceDate,customer=CustomerID,
                         quantity=Quantity,price=UnitPrice）
  --delimiter 字符       分隔符，制表符写作 \\t（,）
  --encoding 编码        utf8、latin1 或 utf16le（utf8）
  --date-format 格式     ISO，或由 YYYY YY MM M DD D HH H hh h A mm m ss s SSS Z 组成（ISO）
  --time-zone 时区       未带时差的时间所属 IANA 时区（UTC）
  --decimal 字符         小数点：. 或 ,（.）
  --thousands 字符       千位分隔符（如文件中有）

订单
  --amount 方式          quantity*price 或 column（quantity*price；指定了 amount 列时为 column）
  --currency 代码        行内未写币种时的 ISO 4217 币种
  --[no-]group-by-invoice  单号相同的行合为一单，取最早时间（是）
  --cancel-prefix 文本   以此开头的单号为取消单；"" 表示没有（C）
  --no-customer 列表     除空值外，视为没有客户的名称（(blank)）
  --exclude-codes 列表   sku 列中不积分的编码，如 POST,DOT
  --[no-]items           将带编码的行作为商品明细发送，供按 SKU、品类的规则使用（是）
  --id-prefix 文本       加在单号前，组成事件号与订单号
  --customer-prefix 文本 加在客户号前，组成用户号

退出码：0 全部正常；1 有行待更正、被拒绝或未发送；2 用法错误。
详见 docs/import.md
`;

/** The help of the command. */
export function helpText(language: Language): string {
  return language === 'zh-CN' ? CHINESE : ENGLISH;
}
