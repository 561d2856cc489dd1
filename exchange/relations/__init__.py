"""The dossier of two ministries: what was offered, asked, agreed and adopted, each entry with its source."""
