magpie_package(agent)
magpie_packaged_program(agent magpie-agent 8 "probe stamp")
magpie_packaged_link(agent pole-check magpie-agent 8)
magpie_packaged_program(agent magpie-capture 8)
magpie_packaged_program(agent magpie-station 8)
magpie_packaged_program(agent magpie-throughput 8)

magpie_packaged_configuration(agent agent/config/agent.toml agent/capture/app/capture.toml agent/station/station.toml agent/station/uplink.toml)
install(
    FILES ${units}/magpie-agent.service ${units}/magpie-agent-upgrade.path ${units}/magpie-agent-upgrade.service ${units}/magpie-capture.service
          ${units}/magpie-station.service ${units}/magpie-station-network.service ${units}/magpie-supplicant.service ${units}/magpie-uplink.service
    DESTINATION /lib/systemd/system COMPONENT agent)
install(PROGRAMS ${units}/magpie-agent-upgrade DESTINATION lib/magpie COMPONENT agent)
install(FILES ${units}/magpie-agent.service.d/pole.conf DESTINATION share/doc/magpie-agent/examples COMPONENT agent)
install(FILES docs/operations.md docs/path.md docs/citizen.md docs/check.md docs/pole-page.md DESTINATION share/doc/magpie-agent COMPONENT agent)

magpie_packaged_service(agent
    "magpie-capture.service magpie-station.service magpie-supplicant.service magpie-station-network.service magpie-uplink.service magpie-agent-upgrade.path"
    "node.crt node.key")
