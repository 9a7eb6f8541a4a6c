# CPack, one .deb a component.
set(MAGPIE_MAINTAINER "Magpie <magpie@example.org>" CACHE STRING "Maintainer of the packages: whoever builds them")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME magpie)
set(CPACK_PACKAGE_VENDOR Magpie)
set(CPACK_PACKAGE_CONTACT ${MAGPIE_MAINTAINER})
set(CPACK_PACKAGE_VERSION ${magpie_version})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${MAGPIE_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(CMAKE_CROSSCOMPILING) # dpkg-shlibdeps knows what is installed on this machine alone
    set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${MAGPIE_ARCHITECTURE})
    configure_file(${packaging}/shlibdeps.in ${packaged}/shlibdeps @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set(CPACK_PROJECT_CONFIG_FILE ${packaged}/cpack-cross.cmake)
    file(WRITE ${CPACK_PROJECT_CONFIG_FILE} "set(SHLIBDEPS_EXECUTABLE ${packaged}/shlibdeps)\n")
endif()

set(CPACK_COMPONENTS_ALL agent)
set(CPACK_DEBIAN_AGENT_PACKAGE_NAME magpie-agent)
set(CPACK_DEBIAN_AGENT_DESCRIPTION "city Wi-Fi monitor: the agent on an access point or pole
It measures radios and their clients as crowds, the line, the board and the
sensors of a pole, and reports over MQTT to magpie-collector. Reports that do
not arrive are kept, and sent again.

With it come magpie-capture, which listens to the air, magpie-station, which
joins networks as a client would, and magpie-throughput. Of these services
magpie-agent alone is enabled.")
set(CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_AGENT_PACKAGE_SUGGESTS "iproute2, iw, wpasupplicant")
if(MAGPIE_COLLECTOR)
    list(APPEND CPACK_COMPONENTS_ALL collector planner dashboards)
    set(CPACK_DEBIAN_COLLECTOR_PACKAGE_NAME magpie-collector)
    set(CPACK_DEBIAN_COLLECTOR_DESCRIPTION "city Wi-Fi monitor: hears all poles, and the certificates' desk
It hears every magpie-agent of a city over MQTT, shows the present state to
Prometheus, writes the history to a store by remote write, and tells the poles
what is safe with it.

With it comes magpie-ca, which makes and revokes the certificates.")
    set(CPACK_DEBIAN_COLLECTOR_PACKAGE_DEPENDS ${CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS})
    set(CPACK_DEBIAN_COLLECTOR_PACKAGE_SUGGESTS "magpie-dashboards, mosquitto, prometheus")
    set(CPACK_DEBIAN_PLANNER_PACKAGE_NAME magpie-planner)
    set(CPACK_DEBIAN_PLANNER_PACKAGE_SECTION science)
    set(CPACK_DEBIAN_PLANNER_DESCRIPTION "city Wi-Fi monitor: where the next access points belong
It finds where a city's public Wi-Fi is missing, for how many, and which sites
to build next, with a bound on how far from the best its plan can be. It works
on files, and talks to nobody.")
    set(CPACK_DEBIAN_DASHBOARDS_PACKAGE_NAME magpie-dashboards)
    set(CPACK_DEBIAN_DASHBOARDS_PACKAGE_ARCHITECTURE all)
    set(CPACK_DEBIAN_DASHBOARDS_PACKAGE_SHLIBDEPS OFF)
    set(CPACK_DEBIAN_DASHBOARDS_PACKAGE_SUGGESTS "prometheus, prometheus-alertmanager")
    set(CPACK_DEBIAN_DASHBOARDS_DESCRIPTION "city Wi-Fi monitor: dashboards, alerts and runbooks
Dashboards for Grafana in English and Korean, the rules and alerts of
Prometheus that they stand on, routes for Alertmanager, and a runbook for each
alert.")
endif()
include(CPack)
