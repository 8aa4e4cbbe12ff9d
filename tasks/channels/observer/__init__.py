"""The network gap (网闸): what should be answered goes out as files, signed receipts of an observer come back."""
