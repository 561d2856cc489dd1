"""What pages, mails and slots read: frozen values under the reader's rights."""
