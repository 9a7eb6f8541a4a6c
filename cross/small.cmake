# MAGPIE_SMALL: for a router with a few megabytes of flash and no C++ library but what is within the program. Two of libstdc++ in one
# process, the program's and that of a shared C++ library, would not be one to an exception; so no such library is linked.
# docs/packaging.md has the sizes.
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--as-needed)
set(Boost_USE_STATIC_LIBS ON)

# Debian has Paho's C++ library shared alone, and most others have none: its sources are given, and its C library is static.
set(MAGPIE_PAHO_CPP_SOURCE "${CMAKE_SYSROOT}/usr/src/paho.mqtt.cpp" CACHE PATH "Sources of paho.mqtt.cpp 1.2; cross/sysroot fetches them")
file(GLOB paho_sources ${MAGPIE_PAHO_CPP_SOURCE}/src/*.cpp)
if(NOT paho_sources)
    message(FATAL_ERROR "MAGPIE_PAHO_CPP_SOURCE: no sources in ${MAGPIE_PAHO_CPP_SOURCE}/src")
endif()
find_library(PAHO_C_STATIC libpaho-mqtt3as.a REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
add_library(magpie_paho STATIC ${paho_sources})
target_include_directories(magpie_paho SYSTEM PUBLIC ${MAGPIE_PAHO_CPP_SOURCE}/src)
target_compile_definitions(magpie_paho PUBLIC OPENSSL)
target_link_libraries(magpie_paho PUBLIC ${PAHO_C_STATIC} OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# toml++ as headers: platform/config/reader.cpp alone includes it.
add_library(magpie_toml INTERFACE)
target_compile_definitions(magpie_toml INTERFACE TOML_HEADER_ONLY=1)
