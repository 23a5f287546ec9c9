def write_orders(file, today):
    file.write_text("")
