magpie_package(collector)
magpie_packaged_program(collector magpie-collector 8)
magpie_packaged_program(collector magpie-ca 8)

# Of directories that the package has or its unit makes, what is shipped says where they are; in the sources they are switched off.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/collector/config/collector.toml)
file(READ collector/config/collector.toml shipped)
foreach(place IN ITEMS console=/usr/share/magpie-collector/console reports=/var/lib/magpie-collector/reports)
    string(REGEX MATCH "^([a-z]+)=(.*)$" place "${place}")
    set(table "\n[${CMAKE_MATCH_1}]\n")
    set(directory ${CMAKE_MATCH_2})
    string(FIND "${shipped}" "${table}" begin)
    string(SUBSTRING "${shipped}" 0 ${begin} before)
    string(SUBSTRING "${shipped}" ${begin} -1 after)
    string(FIND "${after}" "\n#directory = \"\"\n" at)
    if(begin EQUAL -1 OR at EQUAL -1)
        message(FATAL_ERROR "collector.toml has no line `#directory = \"\"` in a table [${CMAKE_MATCH_1}], for the package to say it")
    endif()
    string(SUBSTRING "${after}" 0 ${at} comment)
    math(EXPR at "${at} + 16")
    string(SUBSTRING "${after}" ${at} -1 after)
    set(shipped "${before}${comment}\ndirectory = \"${directory}\"${after}")
endforeach()
file(WRITE ${packaged}/collector/collector.toml "${shipped}")
magpie_packaged_configuration(collector ${packaged}/collector/collector.toml)
# script/console makes it; cross/packages/debian/build asks for it.
install(DIRECTORY dashboards/console/dist/ DESTINATION share/magpie-collector/console COMPONENT collector)

install(FILES ${units}/magpie-collector.service ${units}/magpie-ca.service DESTINATION /lib/systemd/system COMPONENT collector)
install(FILES docs/operations.md docs/protocol.md docs/metrics.md docs/console.md docs/console-api.md docs/openapi.yaml
    DESTINATION share/doc/magpie-collector COMPONENT collector)

magpie_packaged_service(collector magpie-ca.service "collector.crt collector.key")
