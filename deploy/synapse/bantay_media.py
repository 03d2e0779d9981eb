"""A small module for Synapse: tells Bantay the SHA-256 of what is uploaded, and never a byte of it.

Put this file where Synapse finds it, and into homeserver.yaml:

    modules:
      - module: bantay_media.MediaHashes
        config:
          base_url: http://127.0.0.1:8700/v1/matrix
          key_path: /etc/matrix-synapse/bantay.key

It imports nothing of Synapse and nothing of Bantay: Synapse hands it all it needs, and it talks
HTTP. An upload is never held up for long and never refused: who shares a picture, and so whose
case it may be, is known only when a message carries it, and that message is asked about.
"""

import hashlib
import logging
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)


class MediaHashes:
    """The module: Synapse makes it with its configuration and its own interface."""

    def __init__(self, config: dict[str, Any], api: Any):
        self._api, self._url = api, f"{config['base_url']}/media"
        key = Path(config["key_path"]).read_text().strip()
        self._headers = {"Authorization": [f"Bearer {key}"]}
        api.register_spam_checker_callbacks(check_media_file_for_spam=self.tell)

    async def tell(self, file: Any, about: Any) -> bool:
        """Tell what was uploaded; False, "no spam", whatever becomes of it."""
        if about.thumbnail is not None or about.url_cache:
            return False  # made here, of what was told already
        try:
            digest = hashlib.sha256()
            await file.write_chunks_to(digest.update)
            server = about.server_name or self._api.server_name
            said = {"media": f"mxc://{server}/{about.file_id}", "sha256": digest.hexdigest()}
            await self._api.http_client.post_json_get_json(self._url, said, self._headers)
        except Exception:
            logger.warning("Bantay was not told of an upload", exc_info=True)
        return False
