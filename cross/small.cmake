# MAGPIE_SMALL: for a router with a few megabytes of flash and no C++ library but what is within the program. Two of libstdc++ in one
# process, the program's and that of a shared C++ library, would not be one to an exception; so no such library is linked (one alone
# would also keep all of libstdc++ in the program, for it might ask for it). docs/packaging.md has the sizes.
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--as-needed -Wl,--exclude-libs,ALL -flto-partition=one)
set(Boost_USE_STATIC_LIBS ON)
add_compile_definitions(FMT_HEADER_ONLY BOOST_EXCEPTION_DISABLE)

# What OpenWrt's own packages are built with: instructions of 16 bits, and no indirection for the sake of a changing address.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^mips")
    add_compile_options(-mips16 -minterlink-mips16 -fno-pie)
    add_link_options(-no-pie)
endif()

# Instructions of 32 bits for pointers of 64: a fixed address and the rest save what would be above 3 MB.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
    add_compile_options(-fno-pie -fomit-frame-pointer -fno-asynchronous-unwind-tables)
    add_link_options(-no-pie -Wl,-z,max-page-size=4096)
endif()

# Debian has Paho's C++ library shared alone, and most others have none: its sources are given.
set(MAGPIE_PAHO_CPP_SOURCE "${CMAKE_SYSROOT}/usr/src/paho.mqtt.cpp" CACHE PATH "Sources of paho.mqtt.cpp 1.2; cross/sysroot fetches them")
file(GLOB paho_sources ${MAGPIE_PAHO_CPP_SOURCE}/src/*.cpp)
if(NOT paho_sources)
    message(FATAL_ERROR "MAGPIE_PAHO_CPP_SOURCE: no sources in ${MAGPIE_PAHO_CPP_SOURCE}/src")
endif()
find_library(PAHO_C paho-mqtt3as REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
add_library(magpie_paho STATIC ${paho_sources})
target_include_directories(magpie_paho SYSTEM PUBLIC ${MAGPIE_PAHO_CPP_SOURCE}/src)
target_compile_definitions(magpie_paho PUBLIC OPENSSL)
target_link_libraries(magpie_paho PUBLIC ${PAHO_C} OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# toml++ as headers: platform/config/reader.cpp alone includes it.
add_library(magpie_toml INTERFACE)
target_compile_definitions(magpie_toml INTERFACE TOML_HEADER_ONLY=1)

# As Debian's target of headers alone, but for the shared libfmt that it would link.
add_library(magpie_spdlog INTERFACE)
target_compile_definitions(magpie_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
