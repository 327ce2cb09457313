"""GPT-SoVITS on a processor without torch: graphs of OpenVINO, made once from the nets and kept in the cache."""
