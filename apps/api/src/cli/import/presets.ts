/** Options by their long name, as on the command line. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Option sets under a name. An option on the command line wins over its preset.
 * The two here fit the public "Online Retail" files: one row per invoice, and one row per line of an invoice.
 */
export const PRESETS: Readonly<Record<string, OptionValues>> = {
  'online-retail-invoices': {
    columns: 'invoice=InvoiceNo,date=InvoiceDate,customer=CustomerID,quantity=Quantity,price=UnitPrice',
    'date-format': 'M/D/YYYY H:mm',
    'time-zone': 'Europe/London',
    currency: 'GBP',
  },
  'online-retail-lines': {
    columns:
      'invoice=InvoiceNo,date=InvoiceDate,customer=CustomerID,sku=StockCode,description=Description,' +
      'quantity=Quantity,price=UnitPrice',
    'date-format': 'D/M/YYYY',
    'time-zone': 'Europe/London',
    currency: 'GBP',
    'exclude-codes': 'POST,DOT,C2,BANK CHARGES,AMAZONFEE,CRUK',
  },
};
