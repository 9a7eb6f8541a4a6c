magpie_package(collector)
magpie_packaged_program(collector magpie-collector 8)
magpie_packaged_program(collector magpie-ca 8)

install(FILES collector/config/collector.toml DESTINATION /etc/magpie COMPONENT collector)
install(FILES ${units}/magpie-collector.service DESTINATION /lib/systemd/system COMPONENT collector)
install(FILES docs/operations.md docs/protocol.md docs/metrics.md DESTINATION share/doc/magpie-collector COMPONENT collector)

magpie_packaged_service(collector "" "collector.crt collector.key")
